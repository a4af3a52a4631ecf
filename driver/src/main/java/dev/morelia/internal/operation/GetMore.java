package dev.morelia.internal.operation;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.protocol.WireVersion;
import org.jspecify.annotations.Nullable;

/**
 * The {@code getMore} command.
 *
 * @param cursor which cursor
 * @param batchSize how many documents, 0 for the server's choice
 * @param maxTimeMillis how long an awaiting cursor waits, 0 for the server's choice
 * @param comment the caller's comment, or null
 * @param exhaust whether the server may send further batches without being asked, over the same connection
 */
public record GetMore(
        ServerCursor cursor,
        int batchSize,
        long maxTimeMillis,
        @Nullable Object comment,
        boolean exhaust) implements Operation<CursorBatch> {
    /** The name of the command. */
    public static final String NAME = "getMore";

    /** A command with one reply. */
    public GetMore(ServerCursor cursor, int batchSize, long maxTimeMillis, @Nullable Object comment) {
        this(cursor, batchSize, maxTimeMillis, comment, false);
    }

    @Override
    public String commandName() {
        return NAME;
    }

    @Override
    public Target target() {
        return cursor.target();
    }

    @Override
    public OperationKind kind() {
        return OperationKind.CURSOR;
    }

    /** A server takes a limit only where it awaits data. */
    @Override
    public boolean takesMaxTime() {
        return maxTimeMillis > 0;
    }

    @Override
    public Command build(Limits limits) {
        return new Command(commandName(), target(), out -> write(out, limits), null, true, exhaust);
    }

    private void write(BsonOutput out, Limits limits) {
        out.name(NAME).int64(cursor.id());
        out.name("collection").string(cursor.collection());
        if (batchSize > 0) {
            out.name("batchSize").int64(batchSize);
        }
        if (comment != null && limits.maxWireVersion() >= WireVersion.SERVER_4_4) {
            out.name("comment").value(comment);
        }
    }

    @Override
    public CursorBatch parse(Reply reply) {
        return CursorBatch.parse(reply, "nextBatch");
    }
}
