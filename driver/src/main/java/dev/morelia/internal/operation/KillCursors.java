package dev.morelia.internal.operation;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import java.util.List;

/**
 * The {@code killCursors} command.
 *
 * @param namespace where the cursors live: {@code database.collection}
 * @param ids which cursors
 */
public record KillCursors(String namespace, List<Long> ids) implements Operation<Integer> {
    @Override
    public OperationKind kind() {
        return OperationKind.CURSOR;
    }

    @Override
    public Command build(Limits limits) {
        return new Command("killCursors", CursorNamespace.database(namespace), this::write, null);
    }

    private void write(BsonOutput out) {
        out.name("killCursors").string(CursorNamespace.collection(namespace));
        out.name("cursors").value(ids);
    }

    /** How many of the cursors are gone now. */
    @Override
    public Integer parse(Reply reply) {
        return reply.document().field("cursorsKilled") instanceof List<?> killed ? killed.size() : 0;
    }
}
