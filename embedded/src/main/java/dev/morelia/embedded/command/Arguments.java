package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.pipeline.Pipeline;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a command or of one of its statements; errors for wrong types have the server's messages.
 *
 * @param command name for messages, such as {@code find} or {@code update.updates}
 */
record Arguments(String command, Document body) {

    /** Fields that any command may have and that this server ignores. */
    private static final Set<String> EVERYWHERE = Set.of(
            "$db",
            "lsid",
            "$clusterTime",
            "$readPreference",
            "txnNumber",
            "apiVersion",
            "apiStrict",
            "apiDeprecationErrors",
            "comment",
            "maxTimeMS",
            "maxTimeMSOpOnly",
            "readConcern",
            "writeConcern",
            "help");

    /** Rejects unknown fields, as a server does. */
    void checkKnown(Set<String> fields) {
        for (String field : body.keySet()) {
            if (!fields.contains(field) && !EVERYWHERE.contains(field)) {
                throw CommandFailure.location(40415, "BSON field '" + command + "." + field + "' is an unknown field.");
            }
        }
    }

    boolean has(String field) {
        return body.get(field) != null;
    }

    @Nullable
    Object value(String field) {
        return body.get(field);
    }

    boolean flag(String field, boolean absent) {
        return switch (body.get(field)) {
            case null -> absent;
            case Boolean bool -> bool;
            case Number number -> Utils.isTrue(number);
            case Object other -> throw wrongType(field, other, "types '[bool, long, int, decimal, double']");
        };
    }

    /** A non-negative number. */
    int nonNegative(String field, int absent) {
        long value = integer(field, absent);
        if (value < 0) {
            throw CommandFailure.location(
                    51024, "BSON field '" + field + "' value must be >= 0, actual value '" + value + "'");
        }
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    long integer(String field, long absent) {
        return switch (body.get(field)) {
            case null -> absent;
            case Number number -> number.longValue();
            case Object other -> throw wrongType(field, other, "types '[long, int, decimal, double']");
        };
    }

    String string(String field) {
        return switch (body.get(field)) {
            case null -> throw missing(field);
            case String text -> text;
            case Object other -> throw wrongType(field, other, "type 'string'");
        };
    }

    /** A document; empty if absent. */
    Document document(String field) {
        var document = documentOrNull(field);
        return document == null ? new Document() : document;
    }

    @Nullable
    Document documentOrNull(String field) {
        return switch (body.get(field)) {
            case null -> null;
            case Document document -> document;
            case Object other -> throw wrongType(field, other, "type 'object'");
        };
    }

    /** A list; empty if absent. */
    List<Document> documents(String field) {
        return has(field) ? Pipeline.parse(command + "." + field, body.get(field)) : List.of();
    }

    List<Document> requiredDocuments(String field) {
        if (!has(field)) {
            throw missing(field);
        }
        return documents(field);
    }

    private CommandFailure missing(String field) {
        return CommandFailure.location(
                40414, "BSON field '" + command + "." + field + "' is missing but a required field");
    }

    private CommandFailure wrongType(String field, Object value, String expected) {
        return CommandFailure.typeMismatch("BSON field '" + command + "." + field + "' is the wrong type '"
                + ShellText.typeName(value) + "', expected " + expected);
    }
}
