package dev.morelia.internal.operation.write;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.internal.command.DocumentSequence.ReplyWait;
import dev.morelia.internal.command.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one command: as many from {@code from} on as fit into one message, and the same ones again for a
 * retry. Not thread-safe: one execution owns it.
 *
 * @param <S> type of the statements
 */
class StatementBatch<S extends WriteStatement> {
    private final List<? extends S> statements;
    private final int from;
    private final boolean partOfBulk;
    private final boolean ordered;
    private List<Write.Failure> failures = List.of();
    private int consumed;
    private int written;
    private EncodingContext encoding = EncodingContext.STANDARD;
    private @Nullable EncodedAhead ahead;

    /**
     * The statements from a place in a list on.
     *
     * @param partOfBulk whether it leaves out what cannot be encoded
     * @param ordered whether nothing may follow a statement that is left out
     */
    StatementBatch(List<? extends S> statements, int from, boolean partOfBulk, boolean ordered) {
        this.statements = statements;
        this.from = from;
        this.partOfBulk = partOfBulk;
        this.ordered = ordered;
    }

    /** Writes one statement as a root document. */
    void writeOne(S statement, BsonOutput out, Limits limits) {
        statement.write(out, limits);
    }

    /** How many bytes of the message are needed besides those of the statements, with the one written last. */
    int bytesBesides() {
        return 0;
    }

    /** The statement is in the message for good. */
    void included(S statement) {}

    /** Encodes statements of this batch before its command is built, after the command of the batch before was sent. */
    final void encodeAhead(StatementBatch<S> before, Limits limits, ReplyWait wait) {
        try {
            EncodedAhead kept = ahead;
            if (kept == null || !kept.isFor(limits)) {
                kept = new EncodedAhead(limits, before.encoding);
                ahead = kept;
            }
            kept.encode(statements, from, wait);
        } catch (OutOfMemoryError scarce) {
            // The reply to the command before must not be lost.
            ahead = null;
        }
    }

    /** Whether another batch follows, as far as this one can tell. */
    final boolean hasNext() {
        return end() < statements.size() && (failures.isEmpty() || !ordered);
    }

    final List<? extends S> statements() {
        return statements;
    }

    /** Where the next batch begins in the list of statements. */
    final int end() {
        return from + consumed;
    }

    final boolean partOfBulk() {
        return partOfBulk;
    }

    final int consumed() {
        return consumed;
    }

    final int written() {
        return written;
    }

    final List<Write.Failure> failures() {
        return failures;
    }

    /** Which statements fit is known too late, so all count that could be in the message. */
    final boolean isRepeatable() {
        int end = Math.min(statements.size(), from + Limits.DEFAULT.maxWriteBatchSize());
        for (int i = from; i < end; i++) {
            if (statements.get(i).multi()) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many statements the message carries. */
    final int write(String commandName, BsonOutput out, Limits limits, int maximumEnd) {
        return consumed == 0 ? writeFirst(out, limits, maximumEnd) : writeAgain(commandName, out, limits);
    }

    private int writeFirst(BsonOutput out, Limits limits, int maximumEnd) {
        encoding = out.context();
        int end = Math.min(statements.size(), from + limits.maxWriteBatchSize());
        int next = from;
        while (next < end) {
            int mark = out.position();
            try {
                write(next, out, limits);
                if (out.position() + bytesBesides() > maximumEnd && written > 0) {
                    out.position(mark);
                    break;
                }
                if (partOfBulk) {
                    requireRoom(out, limits, mark, maximumEnd);
                }
                included(statements.get(next));
                written++;
            } catch (Throwable failure) {
                if (!partOfBulk || !Write.isOfStatement(failure)) {
                    throw failure;
                }
                leaveOut(next, failure, out);
                out.position(mark);
                out.context(encoding); // A codec may have left another one there.
                if (ordered) {
                    next++;
                    break;
                }
            }
            next++;
        }
        consumed = next - from;
        return written;
    }

    private void write(int at, BsonOutput out, Limits limits) {
        if (ahead == null || !ahead.isFor(limits) || !ahead.copied(at - from, out)) {
            writeOne(statements.get(at), out, limits);
        }
    }

    private void requireRoom(BsonOutput out, Limits limits, int mark, int maximumEnd) {
        int besides = bytesBesides();
        if (out.position() + besides > maximumEnd) {
            throw new IllegalArgumentException("write statement of " + (out.position() - mark + besides)
                    + " bytes does not fit into a message of " + limits.maxMessageSizeBytes() + " bytes");
        }
    }

    private void leaveOut(int at, Throwable failure, BsonOutput out) {
        if (failures.isEmpty()) {
            failures = new ArrayList<>();
        }
        statements.get(at).failedIn(out);
        failures.add(new Write.Failure(at, failure));
    }

    /** A server that knows the write by its number also counts its statements, so now none may be left out. */
    private int writeAgain(String commandName, BsonOutput out, Limits limits) {
        int leftOut = 0;
        for (int at = from; at < from + consumed; at++) {
            if (leftOut < failures.size() && failures.get(leftOut).at() == at) {
                leftOut++;
            } else {
                writeAgain(commandName, out, limits, at);
            }
        }
        return written;
    }

    private void writeAgain(String commandName, BsonOutput out, Limits limits, int at) {
        try {
            write(at, out, limits);
        } catch (Throwable failure) {
            if (!Write.isOfStatement(failure)) {
                throw failure;
            }
            throw new IllegalArgumentException(
                    commandName + " could be encoded for one attempt, but not for the next: " + failure, failure);
        }
    }
}
