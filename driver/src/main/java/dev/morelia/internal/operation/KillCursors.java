package dev.morelia.internal.operation;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import java.util.List;

/**
 * The {@code killCursors} command.
 *
 * @param cursor one of them
 * @param ids numbers of all of them; they are on the same server and have the same namespace
 */
public record KillCursors(ServerCursor cursor, List<Long> ids) implements Operation<Integer> {
    /** One cursor alone. */
    public KillCursors(ServerCursor cursor) {
        this(cursor, List.of(cursor.id()));
    }

    @Override
    public String commandName() {
        return "killCursors";
    }

    @Override
    public Target target() {
        return cursor.target();
    }

    @Override
    public OperationKind kind() {
        return OperationKind.CURSOR;
    }

    @Override
    public boolean takesMaxTime() {
        return true;
    }

    @Override
    public Command build(Limits limits) {
        return Command.of(commandName(), target(), this::write);
    }

    private void write(BsonOutput out) {
        out.name("killCursors").string(cursor.collection());
        out.name("cursors").value(ids);
    }

    /** How many cursors are gone now. */
    @Override
    public Integer parse(Reply reply) {
        BsonInput killed = RequiredFields.at(reply.document(), "cursorsKilled");
        killed.startArray();
        int count = 0;
        while (killed.next() != null) {
            count++;
        }
        return count;
    }
}
