package dev.morelia.gridfs;

import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.error.GridFsException;
import dev.morelia.topology.ServerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a file in batches, each with a query of its own rather than one cursor: so every batch is a
 * retryable read that survives a failover, reading may go on at any chunk, and nothing is left on the server. Checks
 * every chunk. Not thread-safe.
 */
final class ChunkReader {
    /** What a batch should have at most: more would save little time and take more memory. */
    private static final int MAXIMUM_BATCH_BYTES = 4 << 20;

    private static final int MAXIMUM_BATCH = 1000;
    private static final Document IN_ORDER = new Document("n", 1);

    private final MongoCollection<Chunk> chunks;
    private final GridFsFile file;
    private final int maximumBatch;
    private List<ByteBuffer> batch = List.of();
    private long batchStart;
    private int batchSize;

    ChunkReader(MongoCollection<Document> chunks, GridFsFile file) {
        this.chunks = chunks.with(Chunk.CODEC);
        this.file = file;
        this.maximumBatch = Math.clamp(MAXIMUM_BATCH_BYTES / file.chunkSizeBytes(), 1, MAXIMUM_BATCH);
    }

    /** All of the file will be read, so that the batches need not begin small. */
    void expectAll() {
        batchSize = maximumBatch;
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
                : batch.get((int) index).remaining() - (int) (position % file.chunkSizeBytes());
    }

    /** Lets go of the batch. */
    void release() {
        batch = List.of();
    }

    /** Fetches a batch that begins with a chunk: a small one after a jump, twice as many with each that follows. */
    private void fetch(long first) {
        boolean inSequence = first == batchStart + batch.size();
        batchSize = inSequence ? Math.clamp(batchSize * 2L, 1, maximumBatch) : 1;
        batch = List.of(); // the old one need not stay in memory meanwhile
        long left = file.chunkCount() - first;
        int wanted = (int) Math.min(batchSize, left);
        // With the last chunk ask for one more, which must not exist.
        int limit = wanted == left ? wanted + 1 : wanted;
        var found = new ArrayList<ByteBuffer>(wanted);
        var query = chunks.find(from(first)).sort(IN_ORDER).limit(-limit).batchSize(limit);
        try (var cursor = query.cursor()) {
            while (cursor.hasNext()) {
                long number = first + found.size();
                found.add(checked(cursor.next(), number, cursor.server()));
            }
            if (found.isEmpty()) {
                throw corrupt("chunk " + first + " of " + file.chunkCount() + " is missing", cursor.server());
            }
        }
        batch = found;
        batchStart = first;
    }

    private Document from(long first) {
        var filter = Equality.of("files_id", file.id());
        return first == 0 ? filter : filter.append("n", new Document("$gte", first));
    }

    private ByteBuffer checked(Chunk chunk, long number, ServerAddress server) {
        long count = file.chunkCount();
        ByteBuffer data = chunk.data();
        if (number == count) {
            throw corrupt("there is a chunk with the number " + chunk.number() + " after the last of " + count, server);
        }
        if (chunk.number() != number) {
            throw corrupt(misplaced(chunk, number, count), server);
        }
        if (data == null) {
            String type = chunk.type() == null ? "absent" : "of the BSON type " + chunk.type();
            throw corrupt("the data of chunk " + number + " of " + count + " is " + type + ", not "
                    + BsonType.BINARY, server);
        }
        int length = file.chunkLength(number);
        if (data.remaining() != length) {
            throw corrupt("chunk " + number + " of " + count + " has " + data.remaining() + " bytes instead of "
                    + length, server);
        }
        return data;
    }

    private static String misplaced(Chunk chunk, long number, long count) {
        if (chunk.number() > number) {
            return "chunk " + number + " of " + count + " is missing";
        }
        return chunk.number() < 0
                ? "a chunk has no number"
                : "chunk " + chunk.number() + " of " + count + " exists more than once";
    }

    private GridFsException.CorruptFile corrupt(String problem, @Nullable ServerAddress server) {
        return new GridFsException.CorruptFile(chunks.namespace(), file.id(), file.filename(), problem, server);
    }
}
