package dev.morelia.internal.wire;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * The reply to {@link OpQuery}, without its header.
 *
 * @param flags bit 1 means that the query failed
 * @param cursorId 0 if there are no more results
 * @param startingFrom how many results preceded these
 * @param documents the results; one for a command
 * @see <a href="https://www.mongodb.com/docs/manual/legacy-opcodes/#op_reply">OP_REPLY</a>
 */
public record OpReply(int flags, long cursorId, int startingFrom, List<RawDocument> documents) {

    /** The server supports awaiting data; every server sets it. */
    private static final int AWAIT_CAPABLE = 8;

    /** Copies the list. */
    public OpReply {
        documents = List.copyOf(documents);
    }

    /** Returns the reply to a command. */
    public static OpReply of(RawDocument document) {
        return new OpReply(AWAIT_CAPABLE, 0, 0, List.of(document));
    }

    /** Encodes a whole message with a header. */
    public void encode(BsonOutput output, int requestId, int responseTo) {
        int start = MessageHeader.begin(output, requestId, responseTo, OpCode.REPLY);
        output.writeInt32(flags);
        output.writeInt64(cursorId);
        output.writeInt32(startingFrom);
        output.writeInt32(documents.size());
        documents.forEach(output::document);
        MessageHeader.end(output, start);
    }

    /**
     * Decodes a message. The documents are views of the given bytes.
     *
     * @param offset the index of the flags, after the header
     * @param length the length of the message after the header
     * @throws WireException if the bytes are not a valid OP_REPLY
     */
    public static OpReply decode(byte[] bytes, int offset, int length) {
        var reader = new MessageReader(bytes, offset, length);
        int flags = reader.int32("flags");
        long cursorId = reader.int64("cursor id");
        int startingFrom = reader.int32("starting from");
        int count = reader.int32("number of documents");
        List<RawDocument> documents = new ArrayList<>(1);
        while (reader.hasMore()) {
            documents.add(reader.document("document " + documents.size()));
        }
        if (count != documents.size()) {
            throw new WireException("OP_REPLY announces " + count + " documents and has " + documents.size());
        }
        return new OpReply(flags, cursorId, startingFrom, documents);
    }
}
