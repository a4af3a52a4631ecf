package dev.morelia.internal.wire;

import dev.morelia.bson.io.BsonOutput;

/**
 * The 16-byte header of every message.
 *
 * @param length the length of the whole message, including this header
 * @param requestId the sender's id of the message
 * @param responseTo the id of the message that this one replies to; 0 in requests
 * @param opCode one of {@link OpCode}
 * @see <a href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#standard-message-header">Standard
 *     message header</a>
 */
public record MessageHeader(int length, int requestId, int responseTo, int opCode) {

    /** The length of a header. */
    public static final int BYTES = 16;

    /** The maximum length accepted, whatever limit a server reports: 48,000,000 bytes and 16 KiB. */
    public static final int MAXIMUM_MESSAGE_BYTES = 48_000_000 + 16 * 1024;

    /** The letters "HTTP" read as the length. */
    private static final int HTTP = 0x50545448;

    /**
     * Decodes a header.
     *
     * @param bytes at least {@link #BYTES} from the offset on
     * @param maximum the maximum message length that the reader accepts; capped at {@link #MAXIMUM_MESSAGE_BYTES}
     * @throws WireException if the length is less than that of the header or greater than the maximum
     */
    public static MessageHeader decode(byte[] bytes, int offset, int maximum) {
        int length = LittleEndian.int32(bytes, offset);
        if (length == HTTP) {
            throw new WireException("the reply starts with HTTP: a web server listens there, or the port belongs to"
                    + " MongoDB's old web interface; check the port, which is 27017 by default");
        }
        if (length < BYTES || length > Math.min(maximum, MAXIMUM_MESSAGE_BYTES)) {
            throw new WireException("message length is " + length + ", must be from " + BYTES + " to "
                    + Math.min(maximum, MAXIMUM_MESSAGE_BYTES));
        }
        return new MessageHeader(
                length,
                LittleEndian.int32(bytes, offset + 4),
                LittleEndian.int32(bytes, offset + 8),
                LittleEndian.int32(bytes, offset + 12));
    }

    /**
     * Encodes a header without its length.
     *
     * @return its position, for {@link #end}
     */
    public static int begin(BsonOutput output, int requestId, int responseTo, int opCode) {
        int start = output.position();
        output.writeInt32(0);
        output.writeInt32(requestId);
        output.writeInt32(responseTo);
        output.writeInt32(opCode);
        return start;
    }

    /** Completes the message that {@link #begin} started: it contains everything written since. */
    public static void end(BsonOutput output, int start) {
        output.setInt32(start, output.position() - start);
    }
}
