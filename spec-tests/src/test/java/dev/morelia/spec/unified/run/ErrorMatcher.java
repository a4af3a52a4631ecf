package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.WriteConcernError;
import dev.morelia.spec.unified.match.Absent;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import dev.morelia.spec.unified.operation.ResultDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Matches the exception of an operation against {@code expectError}. */
final class ErrorMatcher {
    private final Matcher matcher;

    ErrorMatcher(Matcher matcher) {
        this.matcher = matcher;
    }

    void match(String path, Document expected, Throwable error) {
        for (var field : expected.keySet()) {
            try {
                matchField(path + "." + field, field, expected, error);
            } catch (Mismatch mismatch) {
                mismatch.initCause(error);
                throw mismatch;
            }
        }
    }

    private void matchField(String path, String field, Document assertions, Throwable thrown) {
        var expected = assertions.get(field);
        var error = topLevel(thrown);
        switch (field) {
            case "isError" -> {}
            case "isClientError" ->
                check(path, expected, !(error instanceof ServerException || error instanceof ClientBulkWriteException));
            case "isTimeoutError" -> check(path, expected, error instanceof OperationTimeoutException);
            case "errorContains" -> matchText(path, expected, error);
            case "errorCode" -> matchAny(path, expected, codes(error));
            case "errorCodeName" -> matchAny(path, lower(expected), codeNames(error));
            case "errorLabelsContain" -> matchLabels(path, assertions.list(field, String.class), error, true);
            case "errorLabelsOmit" -> matchLabels(path, assertions.list(field, String.class), error, false);
            case "errorResponse" ->
                matcher.matchRoot(path, expected, server(path, error).reply().toDocument());
            case "expectResult" -> matcher.matchRoot(path, expected, result(thrown));
            case "writeErrors" -> matchWriteErrors(path, assertions.document(field), writeErrors(path, thrown));
            case "writeConcernErrors" ->
                matcher.matchRootDocuments(
                        path,
                        expected,
                        writeConcernErrors(path, thrown).stream()
                                .map(e -> new Document("code", e.code()).append("message", e.message()))
                                .toList());
            default -> throw new IllegalArgumentException("Unknown field of an expected error: " + path);
        }
    }

    private static void check(String path, @Nullable Object expected, boolean actual) {
        if (!Boolean.valueOf(actual).equals(expected)) {
            throw new Mismatch(path, "expected " + expected + ", but was " + actual);
        }
    }

    private static void matchText(String path, @Nullable Object expected, Throwable error) {
        var texts = new ArrayList<String>();
        texts.add(String.valueOf(error.getMessage()));
        if (error instanceof BulkWriteException bulk) {
            bulk.writeErrors().forEach(e -> texts.add(e.message()));
            bulk.writeConcernErrors().forEach(e -> texts.add(e.message()));
        }
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

    private static List<Integer> codes(Throwable error) {
        var codes = new ArrayList<Integer>();
        if (error instanceof ServerException server) {
            codes.add(server.code());
        }
        if (error instanceof BulkWriteException bulk) {
            bulk.writeErrors().forEach(e -> codes.add(e.code()));
            bulk.writeConcernErrors().forEach(e -> codes.add(e.code()));
        }
        return codes;
    }

    private static List<String> codeNames(Throwable error) {
        var names = new ArrayList<String>();
        if (error instanceof ServerException server) {
            names.add(lower(server.codeName()));
        }
        if (error instanceof BulkWriteException bulk) {
            bulk.writeConcernErrors().forEach(e -> names.add(lower(e.codeName())));
        }
        return names;
    }

    private static void matchLabels(String path, List<String> expected, Throwable error, boolean present) {
        for (var label : expected) {
            var has = error instanceof MongoException mongo && mongo.hasErrorLabel(label);
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

    private static Object result(Throwable error) {
        return switch (error) {
            case ClientBulkWriteException bulk when bulk.result() != null -> ResultDocuments.of(bulk.result());
            case MongoException ended when ended.partialResult() != null -> ResultDocuments.of(ended.partialResult());
            case WriteConcernException concern when concern.result() != null -> ResultDocuments.of(concern.result());
            default -> Absent.ABSENT;
        };
    }

    private static ServerException server(String path, Throwable error) {
        if (error instanceof ServerException server) {
            return server;
        }
        throw new Mismatch(path, "expected an error of the server, but was " + error);
    }

    private static List<BulkWriteError> writeErrors(String path, Throwable error) {
        return switch (error) {
            case BulkWriteException bulk -> bulk.writeErrors();
            case ClientBulkWriteException bulk -> bulk.writeErrors();
            default -> throw new Mismatch(path, "expected errors of a bulk write, but was " + error);
        };
    }

    private static List<WriteConcernError> writeConcernErrors(String path, Throwable error) {
        return switch (error) {
            case BulkWriteException bulk -> bulk.writeConcernErrors();
            case ClientBulkWriteException bulk -> bulk.writeConcernErrors();
            default -> throw new Mismatch(path, "expected errors of a bulk write, but was " + error);
        };
    }

    /** What has ended a bulk write of a client as a whole; any other error as it is. */
    private static Throwable topLevel(Throwable error) {
        return error instanceof ClientBulkWriteException bulk && bulk.error() != null ? bulk.error() : error;
    }

    private static String lower(@Nullable Object text) {
        return String.valueOf(text).toLowerCase(Locale.ROOT);
    }
}
