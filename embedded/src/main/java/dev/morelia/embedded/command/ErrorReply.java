package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import dev.morelia.embedded.value.CommandFailure;

/** Converts an exception to the reply of a command, or to an entry of {@code writeErrors}. */
record ErrorReply(int code, String codeName, String message, Document details) {

    static ErrorReply of(RuntimeException failure) {
        return switch (failure) {
            case CommandFailure ours ->
                new ErrorReply(ours.getCode(), ours.getCodeName(), ours.getMessageWithoutErrorCode(), ours.details());
            case MongoServerError known -> of(known);
            case MongoServerException unnamed ->
                new ErrorReply(
                        238,
                        "NotImplemented",
                        "EmbeddedServer: " + unnamed.getMessageWithoutErrorCode(),
                        new Document());
            default ->
                new ErrorReply(
                        8,
                        "UnknownError",
                        "EmbeddedServer failed: " + failure + "; a real mongod may support this",
                        new Document());
        };
    }

    private static ErrorReply of(MongoServerError known) {
        switch (known.getCode()) {
            case 10141 -> {
                return of(CommandFailure.badValue(known.getMessageWithoutErrorCode()));
            }
            case 10143 -> {
                return of(CommandFailure.typeMismatch(known.getMessageWithoutErrorCode()));
            }
            default -> {}
        }
        // The library wraps errors of nested operations and keeps ours as the cause.
        var details = known.getCause() instanceof CommandFailure cause ? cause.details() : new Document();
        var hint = known.getCode() == 168 || known.getCode() == 15952
                ? " (EmbeddedServer knows fewer of them than a real mongod)"
                : "";
        return new ErrorReply(known.getCode(), known.getCodeName(), known.getMessageWithoutErrorCode() + hint, details);
    }

    Document toReply() {
        var reply = new Document("ok", 0.0)
                .append("errmsg", message)
                .append("code", code)
                .append("codeName", codeName);
        reply.putAll(details);
        return reply;
    }

    Document toWriteError(int index) {
        var error = new Document("index", index).append("code", code).append("errmsg", message);
        error.putAll(details);
        return error;
    }
}
