package dev.morelia.internal.operation;

import static dev.morelia.internal.operation.Exchange.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.options.ReturnDocument;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainTest {
    private static final Document FILTER = Document.parse("{\"a\": 1}");
    private static final Document OPTIONS = Document.parse("{\"comment\": \"c\", \"maxTimeMS\": 5}");

    static Stream<Operation<?>> explained() {
        return Stream.of(
                new Find(PEOPLE, FILTER, OPTIONS),
                new Aggregate("app", "people", List.of(FILTER), OPTIONS),
                new Distinct(PEOPLE, "a", FILTER, OPTIONS),
                Count.query(PEOPLE, FILTER, OPTIONS),
                new FindAndModify(PEOPLE, FILTER, null, ReturnDocument.BEFORE, true, OPTIONS));
    }

    @ParameterizedTest
    @MethodSource("explained")
    void wrapsTheCommandAsItWouldBeSent(Operation<?> operation) {
        for (int wireVersion : List.of(8, 27)) {
            Document inner = Exchange.body(operation.build(Exchange.limits(wireVersion)));
            var expected = Document.of("explain", inner, "verbosity", "queryPlanner");
            Exchange.assertSends(new Explain(operation, "queryPlanner"), wireVersion, expected.toJson());
        }
        assertThat(new Explain(operation, "queryPlanner").maxTimeMillis()).isEqualTo(5);
    }

    @Test
    void givesTheReplyAsItIs() {
        var explain = new Explain(new Find(PEOPLE, FILTER, OPTIONS), "executionStats");
        assertThat(explain.kind()).isEqualTo(OperationKind.COMMAND);
        assertThat(explain.tried()).isEqualTo("explain on app.people");
        Exchange.assertSame(Exchange.receives(explain, "{\"ok\": 1, \"x\": {}}"), "{\"ok\": 1, \"x\": {}}");
        Exchange.assertFails(explain, "{\"ok\": 0, \"code\": 59, \"errmsg\": \"no\"}", "CommandException", "code 59");
    }
}
