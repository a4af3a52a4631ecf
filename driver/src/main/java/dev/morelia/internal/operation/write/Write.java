package dev.morelia.internal.operation.write;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.CommandAbandonedException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.operation.Fields;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@code insert}, {@code update} or {@code delete} command: as many of the statements, from {@code from} on, as fit
 * into one message. Built again it carries the same ones, whatever the limits, because a server that has
 * executed a write already does not look at its statements again.
 *
 * <p>A statement that cannot be encoded, or is too large, ends a single write by its exception. As a part of a bulk
 * write the command leaves it out and keeps it as a failure, and goes on with the next statement unless the writes are
 * ordered. So {@link #consumed} says how far the command has come in the list, {@link #written} how many of these it
 * carries. Not thread-safe: one execution owns it.
 */
public final class Write implements Operation<WriteReply> {
    private final WriteHeader header;
    private final StatementBatch<WriteStatement> batch;
    private final OperationKind kind;
    private @Nullable Write next;

    /**
     * A statement that is left out.
     *
     * @param at its place in the list of statements
     * @param cause why it cannot be sent
     */
    public record Failure(int at, Throwable cause) {}

    private Write(WriteHeader header, List<? extends WriteStatement> statements, int from, boolean partOfBulk) {
        this.header = header;
        this.batch = new StatementBatch<>(statements, from, partOfBulk, header.ordered());
        this.kind = header.acknowledged() && batch.isRepeatable() ? OperationKind.RETRYABLE_WRITE : OperationKind.WRITE;
    }

    /** Carries one statement. */
    public static Write single(WriteHeader header, WriteStatement statement) {
        return new Write(header, List.of(statement), 0, false);
    }

    /** Carries the statements from index {@code from} on. */
    public static Write partOfBulk(WriteHeader header, List<? extends WriteStatement> statements, int from) {
        return new Write(header, statements, from, true);
    }

    /**
     * Carries the statements after those of this one, which was executed. Some may be encoded already: while the server
     * worked on this one, as many as there was time for.
     */
    public Write next() {
        Write known = next;
        if (known == null) {
            known = new Write(header, batch.statements(), batch.end(), true);
            next = known;
        }
        return known;
    }

    /** Whether it leaves out what cannot be encoded, and its errors are collected with those of other commands. */
    public boolean isPartOfBulk() {
        return batch.partOfBulk();
    }

    /** How many statements are dealt with, the failures included; 0 before it is built. */
    public int consumed() {
        return batch.consumed();
    }

    /** How many statements the message carries; 0 before it is built. */
    public int written() {
        return batch.written();
    }

    /** The statements that are left out, by their index; none before it is built. */
    public List<Failure> failures() {
        return batch.failures();
    }

    /**
     * A codec may throw anything; only what befalls the virtual machine itself says nothing of the statement, and only
     * {@link CommandAbandonedException} concerns the others, too.
     */
    public static boolean isOfStatement(Throwable failure) {
        return !(failure instanceof VirtualMachineError || failure instanceof CommandAbandonedException)
                || failure instanceof StackOverflowError;
    }

    /** What is not an exception of BSON comes from a codec of the program: its class says more than its message. */
    public static String describe(Throwable cause) {
        try {
            boolean ours = cause instanceof BsonException || cause instanceof IllegalArgumentException;
            return ours && cause.getMessage() != null ? cause.getMessage() : cause.toString();
        } catch (Throwable broken) {
            return cause.getClass().getName();
        }
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
    public long maxTimeMillis() {
        return Fields.maxTimeMillis(header.fields());
    }

    @Override
    public boolean acknowledged() {
        return header.acknowledged();
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
        return WriteReply.parse(reply, header.kind(), batch.written());
    }

    @Override
    public WriteReply withoutReply(ServerAddress server) {
        return WriteReply.nothing(server);
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
            return batch.write(commandName(), out, limits, maxMessageEnd);
        }

        @Override
        public void sent(ReplyWait wait) {
            if (isPartOfBulk() && batch.hasNext()) {
                Write.this.next().batch.encodeAhead(batch, limits, wait);
            }
        }
    }
}
