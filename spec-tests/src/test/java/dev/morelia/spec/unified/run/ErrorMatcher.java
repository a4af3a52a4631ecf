package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.result.BulkWriteError;
import dev.morelia.spec.unified.api.Failure;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Matches the failure of an operation against {@code expectError}. */
final class ErrorMatcher {
    private final Matcher matcher;

    ErrorMatcher(Matcher matcher) {
        this.matcher = matcher;
    }

    void match(String path, Document expected, Failure error) {
        for (var field : expected.keySet()) {
            try {
                matchField(path + "." + field, field, expected, error);
            } catch (Mismatch mismatch) {
                mismatch.initCause(error.thrown());
                throw mismatch;
            }
        }
    }

    private void matchField(String path, String field, Document assertions, Failure error) {
        var expected = assertions.get(field);
        switch (field) {
            case "isError" -> {}
            case "isClientError" -> check(path, expected, error.isClientError());
            case "isTimeoutError" -> check(path, expected, error.isTimeout());
            case "errorContains" -> matchText(path, expected, error.texts());
            case "errorCode" -> matchAny(path, expected, error.codes());
            case "errorCodeName" ->
                matchAny(
                        path,
                        lower(expected),
                        error.codeNames().stream().map(ErrorMatcher::lower).toList());
            case "errorLabelsContain" -> matchLabels(path, assertions.list(field, String.class), error, true);
            case "errorLabelsOmit" -> matchLabels(path, assertions.list(field, String.class), error, false);
            case "errorResponse" -> matcher.matchRoot(path, expected, required(path, error.reply(), error));
            case "expectResult" -> matcher.matchRoot(path, expected, error.result());
            case "writeErrors" ->
                matchWriteErrors(path, assertions.document(field), required(path, error.writeErrors(), error));
            case "writeConcernErrors" ->
                matcher.matchRootDocuments(
                        path,
                        expected,
                        required(path, error.writeConcernErrors(), error).stream()
                                .map(e -> new Document("code", e.code()).append("message", e.message()))
                                .toList());
            default -> throw new IllegalArgumentException("Unknown field of an expected error: " + path);
        }
    }

    private static <T> T required(String path, @Nullable T value, Failure error) {
        if (value == null) {
            throw new Mismatch(path, "an error that has it was expected, but was " + error.thrown());
        }
        return value;
    }

    private static void check(String path, @Nullable Object expected, boolean actual) {
        if (!Boolean.valueOf(actual).equals(expected)) {
            throw new Mismatch(path, "expected " + expected + ", but was " + actual);
        }
    }

    private static void matchText(String path, @Nullable Object expected, List<String> texts) {
        var wanted = lower(expected);
        if (texts.stream().noneMatch(text -> lower(text).contains(wanted))) {
            throw new Mismatch(path, "expected '" + expected + "' in " + texts);
        }
    }

    private static void matchAny(String path, @Nullable Object expected, List<?> actual) {
        if (!actual.contains(expected)) {
            throw new Mismatch(path, "expected " + expected + ", but was " + actual);
        }
    }

    private static void matchLabels(String path, List<String> expected, Failure error, boolean present) {
        for (var label : expected) {
            var has = error.hasLabel(label);
            if (has != present) {
                throw new Mismatch(path, "label " + label + (has ? " is present" : " is missing"));
            }
        }
    }

    private void matchWriteErrors(String path, Document expected, List<BulkWriteError> errors) {
        var actual = new Document();
        errors.forEach(e -> actual.append(
                Integer.toString(e.index()), new Document("code", e.code()).append("message", e.message())));
        if (!expected.keySet().equals(actual.keySet())) {
            throw new Mismatch(path, "expected errors of writes " + expected.keySet() + ", but was " + actual);
        }
        expected.forEach((index, value) -> matcher.matchRoot(path + "." + index, value, actual.get(index)));
    }

    private static String lower(@Nullable Object text) {
        return String.valueOf(text).toLowerCase(Locale.ROOT);
    }
}
