package dev.morelia.gridfs;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.error.GridFsException;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.command.ReplyBuffer;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.Find;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads some chunks of a file with one query, and checks them. Thread-safe.
 *
 * @param core executes it
 * @param context how it is executed
 * @param chunks the collection
 * @param file the file
 */
record ChunkQuery(Core core, ExecutionContext context, Namespace chunks, GridFsFile file) {
    private static final Document IN_ORDER = new Document("n", 1);

    /**
     * Reads chunks.
     *
     * @param first the number of the first one
     * @param wanted how many, of those that the file should have
     * @param buffer what they are read into
     * @return their data, at least that of the first one: fewer than wanted if they do not fit into a reply
     */
    List<ByteBuffer> read(long first, int wanted, ReplyBuffer buffer) {
        // With the last chunk ask for one more, which must not exist.
        int limit = first + wanted == file.chunkCount() ? wanted + 1 : wanted;
        Document options = Document.of("sort", IN_ORDER, "limit", -limit, "batchSize", limit);
        var find = new Find(chunks, from(first), options, buffer);
        CursorBatch batch = core.execute(find, context);
        ServerAddress server = batch.serverCursor().server();
        var found = new ArrayList<ByteBuffer>(wanted);
        try {
            BsonInput input = batch.documents();
            while (input.next() != null) {
                found.add(checked(Chunk.CODEC.decode(input), first + found.size(), server));
            }
        } catch (BsonException malformed) {
            throw new ProtocolException(server, find.tried(), malformed);
        }
        if (found.isEmpty()) {
            throw corrupt("chunk " + first + " of " + file.chunkCount() + " is missing", server);
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

    private GridFsException.CorruptFile corrupt(String problem, ServerAddress server) {
        return new GridFsException.CorruptFile(chunks, file.id(), file.filename(), problem, server);
    }
}
