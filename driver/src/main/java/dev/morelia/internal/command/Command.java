package dev.morelia.internal.command;

import dev.morelia.bson.io.BsonOutput;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command to be encoded straight into a connection's buffer. Whoever retries it encodes it anew.
 *
 * @param name the command's name, for messages and events
 * @param database the database it is for, sent as {@code $db}
 * @param body writes the elements of the command document, the one with the command's name first; neither begins nor
 *     ends the document and leaves out {@code $db}
 * @param sequence documents that follow the body, or null
 * @param acknowledged false when the server shall not answer
 * @param exhaustAllowed whether the server may answer again and again without being asked
 */
public record Command(
        String name,
        String database,
        Consumer<BsonOutput> body,
        @Nullable DocumentSequence sequence,
        boolean acknowledged,
        boolean exhaustAllowed) {

    /** A command that is answered once at most. */
    public Command(
            String name,
            String database,
            Consumer<BsonOutput> body,
            @Nullable DocumentSequence sequence,
            boolean acknowledged) {
        this(name, database, body, sequence, acknowledged, false);
    }

    /** A command without a sequence that the server answers. */
    public static Command of(String name, String database, Consumer<BsonOutput> body) {
        return new Command(name, database, body, null, true);
    }
}
