package dev.morelia.internal.operation;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import java.util.List;

/**
 * An {@code insert}, {@code update} or {@code delete} command: as many of the statements, from {@code from} on, as fit
 * into one message; {@link #written} tells how many these are. Built again it carries the same ones, whatever the
 * limits, because a server that knows a write already does not look at its statements again. Not thread-safe: one
 * execution owns it.
 */
public final class Write implements Operation<WriteReply> {
    private final WriteHeader header;
    private final List<? extends WriteStatement> statements;
    private final int from;
    private final OperationKind kind;
    private int written;

    /** Carries the statements from index {@code from} on. */
    public Write(WriteHeader header, List<? extends WriteStatement> statements, int from) {
        this.header = header;
        this.statements = statements;
        this.from = from;
        this.kind = header.acknowledged() && isRepeatable() ? OperationKind.REPEATABLE_WRITE : OperationKind.WRITE;
    }

    /** Which statements fit is known too late, so all count that could be in the message. */
    private boolean isRepeatable() {
        int end = Math.min(statements.size(), from + Limits.DEFAULT.maxWriteBatchSize());
        for (int i = from; i < end; i++) {
            if (statements.get(i).multi()) {
                return false;
            }
        }
        return true;
    }

    /** How many statements the message carries; 0 before it is built. */
    public int written() {
        return written;
    }

    @Override
    public String commandName() {
        return header.kind().commandName();
    }

    @Override
    public Target target() {
        return Target.of(header.namespace());
    }

    @Override
    public OperationKind kind() {
        return kind;
    }

    @Override
    public Command build(Limits limits) {
        return new Command(
                commandName(), target(), out -> writeBody(out, limits), new Statements(limits), header.acknowledged());
    }

    private void writeBody(BsonOutput out, Limits limits) {
        out.string(header.kind().commandName(), header.namespace().collection());
        out.bool("ordered", header.ordered());
        Fields.write(out, limits, header.fields(), this::belongsToCommand);
    }

    private boolean belongsToCommand(String name) {
        return switch (name) {
            case "ordered" -> false;
            case "let" -> header.kind() != WriteKind.INSERT;
            case "bypassDocumentValidation" -> header.kind() != WriteKind.DELETE;
            default -> !UpdateStatement.STATEMENT_FIELDS.contains(name);
        };
    }

    @Override
    public WriteReply parse(Reply reply) {
        return WriteReply.parse(reply, header.kind(), written);
    }

    private final class Statements implements DocumentSequence {
        private final Limits limits;

        Statements(Limits limits) {
            this.limits = limits;
        }

        @Override
        public String identifier() {
            return header.kind().sequenceName();
        }

        @Override
        public int write(BsonOutput out, int maxMessageEnd) {
            boolean again = written > 0;
            int end = again ? from + written : Math.min(statements.size(), from + limits.maxWriteBatchSize());
            int next = from;
            while (next < end) {
                int mark = out.position();
                statements.get(next).write(out, limits);
                if (!again && out.position() > maxMessageEnd && next > from) {
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
