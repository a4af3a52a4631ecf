package dev.morelia.gridfs;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.command.ReplyBuffer;
import dev.morelia.internal.env.AbandonableCall;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a file in batches, each with a query of its own rather than one cursor: so every batch is a
 * retryable read that survives a failover, reading may go on at any chunk, and nothing is left on the server. While the
 * program works on a batch, virtual threads read the next ones, within the client's memory for that.
 *
 * <p>The buffers of batches are used again for later ones of the same file, never for anything else: not even a program
 * that keeps an array of one, or uses a stream on two threads, can see the bytes of another file. A buffer whose
 * reading thread was left behind, or has failed, is not used again. Not thread-safe.
 */
final class ChunkReader {
    /** What a batch should have at most: more would save little time and take more memory. */
    private static final int MAXIMUM_BATCH_BYTES = 4 << 20;

    private static final int MAXIMUM_BATCH = 1000;
    private static final int MAXIMUM_AHEAD = 2;

    private final ChunkQuery query;
    private final GridFsFile file;
    private final @Nullable Core core;
    private final int maximumBatch;
    private final ArrayDeque<Ahead> ahead = new ArrayDeque<>();
    /** Buffers of batches that were read: at most one more than batches read ahead. */
    private final ArrayDeque<ReplyBuffer> spare = new ArrayDeque<>();

    private @Nullable Batch batch;
    private long next;
    private int batchSize;
    private boolean wholeFile;
    /** The memory for reading ahead; null if none is taken. */
    private @Nullable Cleanable memory;

    /** Chunks from the first one on, in a buffer. */
    private record Batch(long first, List<ByteBuffer> chunks, ReplyBuffer buffer) {
        boolean has(long number) {
            return number >= first && number - first < chunks.size();
        }

        ByteBuffer chunk(long number) {
            return chunks.get((int) (number - first));
        }
    }

    /** A batch that another thread reads. */
    private record Ahead(long first, int size, AbandonableCall<Batch> call) {}

    /** @param core what the client's views share; null if there must be one query at a time */
    ChunkReader(ChunkQuery query, @Nullable Core core) {
        this.query = query;
        this.file = query.file();
        this.core = core;
        this.maximumBatch = Math.clamp(MAXIMUM_BATCH_BYTES / file.chunkSizeBytes(), 1, MAXIMUM_BATCH);
    }

    /** All of the file will be read, so that the batches need not begin small. */
    void expectAll() {
        wholeFile = true;
    }

    /** The data of a chunk of the file, valid until that of another one is asked for. */
    ByteBuffer chunk(long number) {
        Batch present = batch;
        if (present == null || !present.has(number)) {
            present = fetch(number);
        }
        return present.chunk(number).duplicate();
    }

    /** How many bytes of the chunk at this position of the file follow, if it was fetched already. */
    int available(long position) {
        Batch present = batch;
        long number = position / file.chunkSizeBytes();
        return present == null || !present.has(number)
                ? 0
                : Math.max(0, present.chunk(number).remaining() - (int) (position % file.chunkSizeBytes()));
    }

    /** Lets go of the batches; what is under way ends by itself. */
    void release() {
        batch = null;
        spare.clear();
        endReadingAhead();
    }

    private void endReadingAhead() {
        ahead.clear();
        Cleanable taken = memory;
        if (taken != null) {
            memory = null;
            taken.clean();
        }
    }

    /** Fetches a batch that begins with a chunk: a small one after a jump, twice as many with each that follows. */
    private Batch fetch(long first) {
        boolean inSequence = first == next;
        boolean much = wholeFile || (inSequence && first > 0 && batchSize == maximumBatch);
        batchSize = wholeFile ? maximumBatch : inSequence ? Math.clamp(batchSize * 2L, 1, maximumBatch) : 1;
        reuse();
        Batch fetched = ahead.isEmpty() ? null : take(first);
        if (fetched == null) {
            ahead.clear();
            int size = (int) Math.min(batchSize, file.chunkCount() - first);
            readAhead(first + size, much ? 1 : 0);
            fetched = read(query, first, size, buffer());
        }
        batch = fetched;
        next = first + fetched.chunks().size();
        readAhead(next, much ? MAXIMUM_AHEAD : 0);
        return fetched;
    }

    private static Batch read(ChunkQuery query, long first, int size, ReplyBuffer buffer) {
        return new Batch(first, query.read(first, size, buffer), buffer);
    }

    private void reuse() {
        Batch used = batch;
        if (used != null) {
            batch = null;
            used.buffer().discard();
            spare.push(used.buffer());
        }
    }

    private ReplyBuffer buffer() {
        ReplyBuffer used = spare.poll();
        return used == null ? new ReplyBuffer() : used;
    }

    /** Starts to read what follows, so that so many batches are under way. */
    private void readAhead(long following, int maximum) {
        Ahead last = ahead.peekLast();
        long from = last == null ? following : last.first() + last.size();
        if (core == null || (from >= file.chunkCount() && last == null)) {
            endReadingAhead();
            return;
        }
        while (ahead.size() < maximum && from < file.chunkCount() && hasMemory(core)) {
            int size = (int) Math.min(batchSize, file.chunkCount() - from);
            ahead.add(new Ahead(from, size, start(core.env(), from, size)));
            from += size;
        }
    }

    /** The thread must not refer to this, so that a forgotten reader gives back the memory. */
    private AbandonableCall<Batch> start(Env env, long first, int size) {
        ChunkQuery asked = query;
        ReplyBuffer buffer = buffer();
        return AbandonableCall.start(
                env,
                "morelia-gridfs",
                ThreadKind.awaitedBy(env.currentThread()),
                () -> read(asked, first, size, buffer),
                Deadline.NONE);
    }

    private boolean hasMemory(Core shared) {
        if (memory == null) {
            long bytes = (long) MAXIMUM_AHEAD * maximumBatch * file.chunkSizeBytes();
            memory = shared.cursors().memory().reserveFor(this, bytes);
        }
        return memory != null;
    }

    /**
     * Takes a batch that was read ahead.
     *
     * @return null if there is none for this chunk, or it failed: then another attempt on this thread decides
     */
    private @Nullable Batch take(long first) {
        Ahead oldest = ahead.remove();
        if (oldest.first() != first) {
            return null;
        }
        return switch (oldest.call().await(Deadline.NONE, CancelToken.NONE)) {
            case AbandonableCall.Returned<Batch> returned -> returned.result();
            case AbandonableCall.Interrupted<Batch> interrupted ->
                throw new InterruptedOperationException(
                        null, "find on " + query.chunks(), RetryAdvice.SAFE, interrupted.cause());
            default -> null;
        };
    }
}
