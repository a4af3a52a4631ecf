package dev.morelia.internal.command;

import dev.morelia.bson.io.BsonOutput;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command to be encoded straight into a connection's buffer. Whoever retries it encodes it anew.
 *
 * @param name the command's name, for messages and events
 * @param target what it is about; its database is sent as {@code $db}
 * @param body writes the elements of the command document, the one with the command's name first; neither begins nor
 *     ends the document and leaves out {@code $db}
 * @param sequence documents that follow the body, or null
 * @param acknowledged false when the server shall not answer
 * @param exhaustAllowed whether the server may answer again and again without being asked
 */
public record Command(
        String name,
        Target target,
        Consumer<BsonOutput> body,
        @Nullable DocumentSequence sequence,
        boolean acknowledged,
        boolean exhaustAllowed) {

    /** A command that is answered once at most. */
    public Command(
            String name,
            Target target,
            Consumer<BsonOutput> body,
            @Nullable DocumentSequence sequence,
            boolean acknowledged) {
        this(name, target, body, sequence, acknowledged, false);
    }

    /** A command about a database that is answered once at most. */
    public Command(
            String name,
            String database,
            Consumer<BsonOutput> body,
            @Nullable DocumentSequence sequence,
            boolean acknowledged) {
        this(name, Target.of(database), body, sequence, acknowledged, false);
    }

    /** A command without a sequence that the server answers. */
    public static Command of(String name, String database, Consumer<BsonOutput> body) {
        return of(name, Target.of(database), body);
    }

    /** A command without a sequence that the server answers. */
    public static Command of(String name, Target target, Consumer<BsonOutput> body) {
        return new Command(name, target, body, null, true);
    }

    /** The database it is for. */
    public String database() {
        return target.database();
    }

    /** How messages name it: {@code insert on app.orders}. */
    public String tried() {
        return target.tried(name);
    }
}
