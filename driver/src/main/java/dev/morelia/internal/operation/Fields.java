package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.protocol.WireVersion;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes option fields into a command. */
public final class Fields {
    /** What a server allows a command beyond the largest document; from the size limits of the wire protocol. */
    private static final int COMMAND_HEADROOM = 16 * 1024;

    private static final String MAX_TIME = "maxTimeMS";

    /** What does not belong into a command as it is: the executor writes it, or it concerns the driver alone. */
    private static final Set<String> NOT_SENT = Set.of(MAX_TIME, "timeoutMode", "readAhead");

    private Fields() {}

    /** A caller's own command, as it is. */
    public static void writeAll(BsonOutput out, Document command) {
        command.forEach((name, value) -> write(out, name, value));
    }

    /** What the caller allows the server; 0 for no limit. The executor writes it, as it may have less time left. */
    public static long maxTimeMillis(Document fields) {
        return fields.get(MAX_TIME) instanceof Number millis ? millis.longValue() : 0;
    }

    /** Only the fields that a server with these limits knows. */
    public static void write(BsonOutput out, Limits limits, Document fields) {
        write(out, limits, fields, name -> true);
    }

    /** Only the fields whose name passes and that a server with these limits knows. */
    public static void write(BsonOutput out, Limits limits, Document fields, Predicate<String> wanted) {
        write(out, fields, name -> isKnown(limits, name) && !NOT_SENT.contains(name) && wanted.test(name));
    }

    /** Older servers reject a command with {@code rawData}; the CRUD tests require it to be left out for them. */
    private static boolean isKnown(Limits limits, String name) {
        return !name.equals("rawData") || limits.maxWireVersion() >= WireVersion.SERVER_8_2;
    }

    /** Only the fields whose name passes. */
    public static void write(BsonOutput out, Document fields, Predicate<String> wanted) {
        if (fields.isEmpty()) {
            return;
        }
        fields.forEach((name, value) -> {
            if (wanted.test(name)) {
                write(out, name, value);
            }
        });
    }

    /** What is not a value of the program is written with the standard encoding, whatever codecs the program has. */
    private static void write(BsonOutput out, String name, @Nullable Object value) {
        boolean isSetting = value instanceof Number || value instanceof Boolean || value instanceof String;
        if (!name.equals("collation") && (!isSetting || name.equals("comment"))) {
            out.name(name).value(value);
            return;
        }
        EncodingContext context = out.context(EncodingContext.STANDARD);
        out.name(name).value(value);
        out.context(context);
    }

    public static void checkStatementLength(int length, Limits limits) {
        int maximum = limits.maxBsonObjectSize() + COMMAND_HEADROOM;
        if (length > maximum) {
            throw new IllegalArgumentException(
                    "write statement must not be larger than " + maximum + " bytes, got " + length + " bytes");
        }
    }
}
