package dev.morelia.spec.unified.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
    @Test
    void unreadArgumentIsAnError() {
        var arguments = new Arguments(Document.of("filter", new Document(), "foo", 1));
        arguments.document("filter");

        assertThatThrownBy(arguments::finish)
                .isInstanceOf(MalformedOperation.class)
                .hasMessageContaining("foo");
        arguments.options("foo");
        assertThatCode(arguments::finish).doesNotThrowAnyException();
    }

    @Test
    void argumentOfAMissingFeatureSkips() {
        var arguments = new Arguments(Document.of("encryptedFields", new Document()));

        assertThatThrownBy(arguments::finish)
                .isInstanceOfSatisfying(
                        SpecSkip.class, skip -> assertThat(skip.reason()).isEqualTo(SkipReason.NOT_IMPLEMENTED));
    }

    @Test
    void missingAndMistypedArgumentsAreNotErrorsOfTheDriver() {
        var arguments = new Arguments(Document.of("filter", 1));

        assertThatThrownBy(() -> arguments.document("filter")).isInstanceOf(MalformedOperation.class);
        assertThatThrownBy(() -> arguments.string("name")).isInstanceOf(MalformedOperation.class);
    }

    @Test
    void optionsAreTheNamedArgumentsThatArePresentIncludingNull() {
        var arguments =
                new Arguments(Document.of("hint", "x_1", "comment", null).append("foo", 1));

        assertThat(arguments.options("hint", "comment", "let")).isEqualTo(Document.of("hint", "x_1", "comment", null));
    }
}
