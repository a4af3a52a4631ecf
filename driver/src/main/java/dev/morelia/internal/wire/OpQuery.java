package dev.morelia.internal.wire;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import org.jspecify.annotations.Nullable;

/**
 * The legacy query, without its header. Older clients send their handshake with it.
 *
 * @param flags 4 if the sender accepts replies from secondaries
 * @param collection the full collection name, {@code admin.$cmd} for a command
 * @param skip how many results to skip
 * @param batchSize how many results to send; -1 for a command
 * @param query the filter or the command
 * @param projection the fields to return, or null
 * @see <a href="https://www.mongodb.com/docs/manual/legacy-opcodes/#op_query">OP_QUERY</a>
 */
public record OpQuery(
        int flags,
        String collection,
        int skip,
        int batchSize,
        RawDocument query,
        @Nullable RawDocument projection) {

    /** Returns a command for the database. */
    public static OpQuery command(String database, RawDocument command) {
        return new OpQuery(4, database + ".$cmd", 0, -1, command, null);
    }

    /** Encodes a whole message with a header. */
    public void encode(BsonOutput output, int requestId) {
        int start = MessageHeader.begin(output, requestId, 0, OpCode.QUERY);
        output.writeInt32(flags);
        output.writeCString(collection);
        output.writeInt32(skip);
        output.writeInt32(batchSize);
        output.document(query);
        if (projection != null) {
            output.document(projection);
        }
        MessageHeader.end(output, start);
    }

    /**
     * Decodes a message. The documents are views of the given bytes.
     *
     * @param offset the index of the flags, after the header
     * @param length the length of the message after the header
     * @throws WireException if the bytes are not a valid OP_QUERY
     */
    public static OpQuery decode(byte[] bytes, int offset, int length) {
        var reader = new MessageReader(bytes, offset, length);
        int flags = reader.int32("flags");
        String collection = reader.cString("collection name");
        int skip = reader.int32("skip");
        int batchSize = reader.int32("batch size");
        var query = reader.document("query");
        var projection = reader.hasMore() ? reader.document("projection") : null;
        if (reader.hasMore()) {
            throw new WireException("OP_QUERY has trailing bytes");
        }
        return new OpQuery(flags, collection, skip, batchSize, query, projection);
    }
}
