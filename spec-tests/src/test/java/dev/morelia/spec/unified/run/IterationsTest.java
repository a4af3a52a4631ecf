package dev.morelia.spec.unified.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.spec.unified.cursor.Iteration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IterationsTest {
    @Test
    void elementsAreRequestedUnlessATestNeedsAnotherWay() {
        assertThat(iteration("createChangeStream", "iterateUntilDocumentOrError"))
                .isEqualTo(Iteration.ELEMENTS);
        assertThat(iteration("createFindCursor", "iterateOnce")).isEqualTo(Iteration.ELEMENTS);
    }

    @Test
    void aStreamThatIsAskedOnceAtMostIsReadByItsProgress() {
        assertThat(iteration("createChangeStream")).isEqualTo(Iteration.PROGRESS);
        assertThat(iteration("createChangeStream", "iterateOnce")).isEqualTo(Iteration.PROGRESS);
    }

    @Test
    void closingWithinATimeoutIsBlocking() {
        var test = Document.parse("""
                {"description": "", "operations": [{"name": "close", "arguments": {"timeoutMS": 400}}]}
                """);
        assertThat(Iterations.of(test)).isEqualTo(Iteration.BLOCKING);
    }

    private static Iteration iteration(String... operations) {
        var test = new Document("description", "some test");
        return Iterations.of(test.append(
                "operations",
                Arrays.stream(operations)
                        .map(name -> new Document("name", name))
                        .toList()));
    }
}
