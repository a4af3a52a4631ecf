package dev.morelia.internal.operation.write;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.internal.command.DocumentSequence.ReplyWait;
import dev.morelia.internal.command.Limits;
import java.util.Arrays;
import java.util.List;

/**
 * Statements that are encoded before their command, while the server works on the one before: the first of a batch, as
 * many as there is time and room for. A statement that cannot be encoded is left to the command, and with it all after
 * it. Not thread-safe.
 */
final class EncodedAhead {
    /** So much memory a bulk write may take besides the message itself. */
    static final int MAXIMUM_BYTES = 16 << 20;

    /** Looking for the reply costs about as much as encoding two kilobytes. */
    private static final int BYTES_BETWEEN_LOOKS = 64 << 10;

    private static final int STATEMENTS_BETWEEN_LOOKS = 64;

    private final Limits limits;
    private BsonOutput encoded = new BsonOutput(2 * BYTES_BETWEEN_LOOKS);
    /** Where each statement ends. */
    private int[] ends = new int[1024];

    private int count;
    private boolean ended;

    EncodedAhead(Limits limits, EncodingContext encoding) {
        this.limits = limits;
        encoded.context(encoding);
    }

    /** Whether the statements suit a server with these limits. */
    boolean isFor(Limits others) {
        return limits.equals(others);
    }

    /** Encodes further statements of a list whose first one is at this place, until the reply arrives. */
    void encode(List<? extends WriteStatement> statements, int from, ReplyWait wait) {
        int end = Math.min(statements.size(), from + limits.maxWriteBatchSize());
        while (!ended && from + count < end && wait.goesOn()) {
            int until = encoded.position() + BYTES_BETWEEN_LOOKS;
            int next = Math.min(end, from + count + STATEMENTS_BETWEEN_LOOKS);
            do {
                add(statements.get(from + count));
            } while (!ended && from + count < next && encoded.position() < until && !wait.isLookDue());
        }
    }

    private void add(WriteStatement statement) {
        try {
            statement.write(encoded, limits);
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            ends[count] = encoded.position();
            count++;
            ended = encoded.position() >= MAXIMUM_BYTES;
        } catch (OutOfMemoryError scarce) {
            throw scarce;
        } catch (Throwable failure) {
            // It fails again, or not, when the command is encoded: then this is told.
            ended = true;
        }
    }

    /** Copies the statement at this place of the batch; false if it is not encoded. */
    boolean copied(int at, BsonOutput out) {
        if (at >= count) {
            return false;
        }
        int start = at == 0 ? 0 : ends[at - 1];
        out.raw(encoded.buffer(), start, ends[at] - start);
        return true;
    }
}
