package dev.morelia.spec.unified.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.spec.report.SpecSkip;
import org.junit.jupiter.api.Test;

final class OperationsTest {
    private final Operations operations = new Operations()
            .add(CharSequence.class, "close", (text, arguments) -> "text " + text)
            .add(Integer.class, "close", (number, arguments) -> "number " + number);

    @Test
    void handlerIsFoundByEntityTypeAndName() throws Exception {
        var none = new Arguments(new Document());

        assertThat(operations.bind("a", "close").run(none)).isEqualTo("text a");
        assertThat(operations.bind(1, "close").run(none)).isEqualTo("number 1");
    }

    @Test
    void operationWithoutHandlerIsNotImplemented() {
        assertThatThrownBy(() -> operations.bind("a", "watch"))
                .isInstanceOf(SpecSkip.class)
                .hasMessage("not implemented yet: operation watch");
        assertThatThrownBy(() -> operations.bind(1L, "close")).isInstanceOf(SpecSkip.class);
    }

    @Test
    void everyHandlerIsAddedOnce() {
        assertThatThrownBy(() -> operations.add(Integer.class, "close", (number, arguments) -> null))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Operations.ofEntities()).isNotNull();
    }
}
