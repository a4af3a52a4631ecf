package dev.morelia.internal.operation;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import java.util.List;

/**
 * An {@code insert}, {@code update} or {@code delete} command: as many of the statements, from {@code from} on, as fit
 * into one message; {@link #written} tells how many the last message carried. Not thread-safe: one execution owns it.
 */
public final class Write implements Operation<WriteReply> {
    private final WriteHeader header;
    private final List<? extends WriteStatement> statements;
    private final int from;
    private int written;

    /** Carries the statements from index {@code from} on. */
    public Write(WriteHeader header, List<? extends WriteStatement> statements, int from) {
        this.header = header;
        this.statements = statements;
        this.from = from;
    }

    /** How many statements the last message carried. */
    public int written() {
        return written;
    }

    @Override
    public String commandName() {
        return header.kind().commandName();
    }

    @Override
    public OperationKind kind() {
        return OperationKind.WRITE;
    }

    @Override
    public Command build(Limits limits) {
        return new Command(
                commandName(),
                header.namespace().database(),
                out -> writeBody(out, limits),
                new Statements(limits),
                header.acknowledged());
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
        return WriteReply.parse(reply);
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
