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
 * Reads some chunks of a file with one query, and checks them. Thread-safe.
 *
 * @param chunks the collection
 * @param file the file
 */
record ChunkQuery(MongoCollection<Chunk> chunks, GridFsFile file) {
    private static final Document IN_ORDER = new Document("n", 1);

    /**
     * Reads chunks.
     *
     * @param first the number of the first one
     * @param wanted how many, of those that the file should have
     * @return their data, at least that of the first one: fewer than wanted if they do not fit into a reply
     */
    List<ByteBuffer> read(long first, int wanted) {
        // With the last chunk ask for one more, which must not exist.
        int limit = first + wanted == file.chunkCount() ? wanted + 1 : wanted;
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
        return found;
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
            throw corrupt(
                    "the data of chunk " + number + " of " + count + " is " + type + ", not " + BsonType.BINARY,
                    server);
        }
        int length = file.chunkLength(number);
        if (data.remaining() != length) {
            throw corrupt(
                    "chunk " + number + " of " + count + " has " + data.remaining() + " bytes instead of " + length,
                    server);
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
