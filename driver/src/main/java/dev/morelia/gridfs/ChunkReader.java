package dev.morelia.gridfs;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.AbandonableCall;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a file in batches, each with a query of its own rather than one cursor: so every batch is a
 * retryable read that survives a failover, reading may go on at any chunk, and nothing is left on the server. While the
 * program works on a batch, virtual threads read the next ones. Not thread-safe.
 */
final class ChunkReader {
    /** What a batch should have at most: more would save little time and take more memory. */
    private static final int MAXIMUM_BATCH_BYTES = 4 << 20;

    private static final int MAXIMUM_BATCH = 1000;
    private static final int MAXIMUM_AHEAD = 2;

    private final ChunkQuery query;
    private final GridFsFile file;
    private final @Nullable Env env;
    private final int maximumBatch;
    private final ArrayDeque<Ahead> ahead = new ArrayDeque<>();
    private List<ByteBuffer> batch = List.of();
    private long batchStart;
    private int batchSize;
    private boolean wholeFile;

    /** A batch that another thread reads. */
    private record Ahead(long first, int size, AbandonableCall<List<ByteBuffer>> call) {}

    /** @param env starts the threads that read ahead; null if there must be one query at a time */
    ChunkReader(ChunkQuery query, @Nullable Env env) {
        this.query = query;
        this.file = query.file();
        this.env = env;
        this.maximumBatch = Math.clamp(MAXIMUM_BATCH_BYTES / file.chunkSizeBytes(), 1, MAXIMUM_BATCH);
    }

    /** All of the file will be read, so that the batches need not begin small. */
    void expectAll() {
        wholeFile = true;
    }

    /** The data of a chunk of the file. */
    ByteBuffer chunk(long number) {
        if (number < batchStart || number - batchStart >= batch.size()) {
            fetch(number);
        }
        return batch.get((int) (number - batchStart)).duplicate();
    }

    /** How many bytes of the chunk at this position of the file follow, if it was fetched already. */
    int available(long position) {
        long index = position / file.chunkSizeBytes() - batchStart;
        return index < 0 || index >= batch.size()
                ? 0
                : Math.max(0, batch.get((int) index).remaining() - (int) (position % file.chunkSizeBytes()));
    }

    /** Lets go of the batches; what is under way ends by itself. */
    void release() {
        batch = List.of();
        ahead.clear();
    }

    /** Fetches a batch that begins with a chunk: a small one after a jump, twice as many with each that follows. */
    private void fetch(long first) {
        boolean inSequence = first == batchStart + batch.size();
        boolean much = wholeFile || (inSequence && first > 0 && batchSize == maximumBatch);
        batchSize = wholeFile ? maximumBatch : inSequence ? Math.clamp(batchSize * 2L, 1, maximumBatch) : 1;
        batch = List.of(); // the old one need not stay in memory meanwhile
        List<ByteBuffer> fetched = ahead.isEmpty() ? null : take(first);
        if (fetched == null) {
            ahead.clear();
            int size = (int) Math.min(batchSize, file.chunkCount() - first);
            readAhead(first + size, much ? 1 : 0);
            fetched = query.read(first, size);
        }
        batch = fetched;
        batchStart = first;
        readAhead(first + fetched.size(), much ? MAXIMUM_AHEAD : 0);
    }

    /** Starts to read what follows, so that so many batches are under way. */
    private void readAhead(long next, int maximum) {
        if (env == null) {
            return;
        }
        Ahead last = ahead.peekLast();
        long from = last == null ? next : last.first() + last.size();
        while (ahead.size() < maximum && from < file.chunkCount()) {
            long first = from;
            int size = (int) Math.min(batchSize, file.chunkCount() - first);
            ahead.add(new Ahead(
                    first,
                    size,
                    AbandonableCall.start(
                            env,
                            "morelia-gridfs",
                            ThreadKind.awaitedBy(env.currentThread()),
                            () -> query.read(first, size),
                            Deadline.NONE)));
            from += size;
        }
    }

    /**
     * Takes a batch that was read ahead.
     *
     * @return null if there is none for this chunk, or it failed: then another attempt on this thread decides
     */
    private @Nullable List<ByteBuffer> take(long first) {
        Ahead next = ahead.remove();
        if (next.first() != first) {
            return null;
        }
        return switch (next.call().await(Deadline.NONE, CancelToken.NONE)) {
            case AbandonableCall.Returned<List<ByteBuffer>> returned -> returned.result();
            case AbandonableCall.Interrupted<List<ByteBuffer>> interrupted ->
                throw new InterruptedOperationException(
                        null, "find on " + query.chunks().namespace(), RetryAdvice.SAFE, interrupted.cause());
            default -> null;
        };
    }
}
