package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;

/**
 * The {@code explain} command.
 *
 * @param explained what is explained
 * @param verbosity the server's name of the verbosity
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#explain">CRUD: explain</a>
 */
public record Explain(Operation<?> explained, String verbosity) implements Operation<Document> {
    @Override
    public String commandName() {
        return "explain";
    }

    @Override
    public Target target() {
        return explained.target();
    }

    @Override
    public OperationKind kind() {
        return OperationKind.COMMAND;
    }

    /** It counts for the whole command. */
    @Override
    public long maxTimeMillis() {
        return explained.maxTimeMillis();
    }

    @Override
    public Command build(Limits limits) {
        Command inner = explained.build(limits);
        return Command.of(commandName(), target(), out -> {
            out.name("explain").startDocument();
            inner.body().accept(out);
            out.endDocument();
            out.name("verbosity").string(verbosity);
        });
    }

    @Override
    public Document parse(Reply reply) {
        return reply.document().toDocument();
    }
}
