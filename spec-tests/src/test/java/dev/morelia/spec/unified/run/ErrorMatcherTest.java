package dev.morelia.spec.unified.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.error.CommandException;
import dev.morelia.error.ReportedError;
import dev.morelia.spec.unified.api.Failure;
import dev.morelia.spec.unified.entity.EntityMap;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorMatcherTest {
    private final Throwable serverError = new CommandException(ReportedError.of(
            "insert on db.c",
            null,
            RawDocument.encode(new Document("ok", 0)
                    .append("code", 8)
                    .append("codeName", "UnknownError")
                    .append("errmsg", "it broke")
                    .append("errorLabels", List.of("Label")))));

    private final ErrorMatcher matcher = new ErrorMatcher(new Matcher(new EntityMap()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'isError': true}",
                "{'isClientError': false, 'isTimeoutError': false}",
                "{'errorContains': 'IT BROKE'}",
                "{'errorCode': 8}",
                "{'errorCodeName': 'unknownerror'}",
                "{'errorLabelsContain': ['Label'], 'errorLabelsOmit': ['Other']}",
                "{'errorResponse': {'code': 8}}",
                "{'expectResult': {'$$unsetOrMatches': {'insertedCount': 1}}}"
            })
    void holds(String expected) {
        assertThatCode(() -> match(expected)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'isClientError': true}",
                "{'isTimeoutError': true}",
                "{'errorContains': 'fine'}",
                "{'errorCode': 9}",
                "{'errorCodeName': 'Other'}",
                "{'errorLabelsContain': ['Label', 'Other']}",
                "{'errorLabelsOmit': ['Label']}",
                "{'errorResponse': {'code': 9}}",
                "{'expectResult': {'insertedCount': 1}}",
                "{'writeErrors': {}}",
                "{'writeConcernErrors': []}"
            })
    void doesNotHold(String expected) {
        assertThatThrownBy(() -> match(expected)).isInstanceOf(Mismatch.class).hasCause(serverError);
    }

    @Test
    void invalidArgumentIsAClientError() {
        var error = new IllegalArgumentException("limit must not be negative");

        matcher.match("", Document.of("isClientError", true, "errorContains", "limit"), Failure.of(error));
        assertThatThrownBy(() -> matcher.match("", Document.of("errorCode", 8), Failure.of(error)))
                .isInstanceOf(Mismatch.class);
    }

    @Test
    void unknownAssertionIsAnErrorOfTheFile() {
        assertThatThrownBy(() -> matcher.match("", Document.of("mood", "bad"), Failure.of(serverError)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void match(String expected) {
        matcher.match("expectError", ExtendedJson.parse(expected.replace('\'', '"')), Failure.of(serverError));
    }
}
