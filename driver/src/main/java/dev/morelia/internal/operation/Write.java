package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.settings.Namespace;
import java.util.List;

/**
 * An {@code insert}, {@code update} or {@code delete} command: as many of the statements, from {@code from} on, as fit
 * into one message; {@link #written} tells how many the last message carried. Not thread-safe: one execution owns it.
 */
public final class Write implements Operation<WriteReply> {
    private final Namespace namespace;
    private final WriteKind kind;
    private final List<? extends WriteStatement> statements;
    private final int from;
    private final boolean ordered;
    private final Document fields;
    private int written;

    /**
     * The statements from index {@code from} on.
     *
     * @param fields the caller's options; those that belong to the statements are left to them
     */
    public Write(
            Namespace namespace,
            WriteKind kind,
            List<? extends WriteStatement> statements,
            int from,
            boolean ordered,
            Document fields) {
        this.namespace = namespace;
        this.kind = kind;
        this.statements = statements;
        this.from = from;
        this.ordered = ordered;
        this.fields = fields;
    }

    /** How many statements the last message carried. */
    public int written() {
        return written;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.WRITE;
    }

    @Override
    public Command build(Limits limits) {
        return new Command(
                kind.commandName(), namespace.database(), this::writeBody, new Statements(limits));
    }

    private void writeBody(BsonOutput out) {
        out.name(kind.commandName()).string(namespace.collection());
        out.name("ordered").bool(ordered);
        Fields.write(out, fields, this::belongsToCommand);
    }

    private boolean belongsToCommand(String name) {
        return switch (name) {
            case "ordered" -> false;
            case "let" -> kind != WriteKind.INSERT;
            case "bypassDocumentValidation" -> kind != WriteKind.DELETE;
            default -> !UpdateStatement.STATEMENT_FIELDS.contains(name);
        };
    }

    @Override
    public WriteReply parse(Reply reply) {
        return WriteReply.parse(reply);
    }

    private final class Statements implements DocumentSequence {
        private final Limits limits;

        Statements(Limits limits) {
            this.limits = limits;
        }

        @Override
        public String identifier() {
            return kind.sequenceName();
        }

        @Override
        public int write(BsonOutput out, int maxMessageEnd) {
            int end = Math.min(statements.size(), from + limits.maxWriteBatchSize());
            int next = from;
            while (next < end) {
                int mark = out.position();
                statements.get(next).write(out, limits);
                if (out.position() > maxMessageEnd && next > from) {
                    out.position(mark);
                    break;
                }
                next++;
            }
            written = next - from;
            return written;
        }
    }
}
