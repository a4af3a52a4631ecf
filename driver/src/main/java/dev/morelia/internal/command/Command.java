package dev.morelia.internal.command;

import dev.morelia.bson.io.BsonOutput;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command to be encoded straight into a connection's buffer. A retry encodes it again.
 *
 * @param name the command's name, for messages and events
 * @param target what it is about; its database is sent as {@code $db}
 * @param body writes the elements of the command document, the one with the command's name first; neither begins nor
 *     ends the document and leaves out {@code $db}
 * @param sequence documents that follow the body, and those after them; or null
 * @param acknowledged false for a command without a reply
 * @param exhaustAllowed whether the server may send more than one reply
 */
public record Command(
        String name,
        Target target,
        Consumer<BsonOutput> body,
        @Nullable DocumentSequence sequence,
        boolean acknowledged,
        boolean exhaustAllowed) {

    /** A command with at most one reply. */
    public Command(
            String name,
            Target target,
            Consumer<BsonOutput> body,
            @Nullable DocumentSequence sequence,
            boolean acknowledged) {
        this(name, target, body, sequence, acknowledged, false);
    }

    /** A command on a database, with at most one reply. */
    public Command(
            String name,
            String database,
            Consumer<BsonOutput> body,
            @Nullable DocumentSequence sequence,
            boolean acknowledged) {
        this(name, Target.of(database), body, sequence, acknowledged, false);
    }

    /** A command with one reply and without a document sequence. */
    public static Command of(String name, String database, Consumer<BsonOutput> body) {
        return of(name, Target.of(database), body);
    }

    /** A command with one reply and without a document sequence. */
    public static Command of(String name, Target target, Consumer<BsonOutput> body) {
        return new Command(name, target, body, null, true);
    }

    /** The database it is for. */
    public String database() {
        return target.database();
    }

    /** Its name in messages: {@code insert on app.orders}. */
    public String tried() {
        return target.tried(name);
    }
}
