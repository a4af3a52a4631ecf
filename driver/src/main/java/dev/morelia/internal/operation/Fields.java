package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;
import java.util.function.Predicate;

/** Writes option fields into a command. */
final class Fields {
    /** What a server allows a command beyond the largest document; from the size limits of the wire protocol. */
    private static final int COMMAND_HEADROOM = 16 * 1024;

    private Fields() {}

    static void write(BsonOutput out, Document fields) {
        write(out, fields, name -> true);
    }

    /** Only the fields whose name passes. */
    static void write(BsonOutput out, Document fields, Predicate<String> wanted) {
        if (fields.isEmpty()) {
            return;
        }
        fields.forEach((name, value) -> {
            if (wanted.test(name)) {
                out.name(name).value(value);
            }
        });
    }

    static void checkStatementLength(int length, Limits limits) {
        int longest = limits.maxBsonObjectSize() + COMMAND_HEADROOM;
        if (length > longest) {
            throw new IllegalArgumentException(
                    "write statement must not be larger than " + longest + " bytes, got " + length + " bytes");
        }
    }
}
