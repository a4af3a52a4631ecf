package dev.morelia.internal.wire;

import dev.morelia.bson.io.BsonOutput;

/**
 * The sixteen bytes before every message.
 *
 * @param length of the whole message with this header
 * @param requestId number that the sender gave to the message
 * @param responseTo number of the message that this one answers; 0 in requests
 * @param opCode one of {@link OpCode}
 * @see <a href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#standard-message-header">Standard
 *     message header</a>
 */
public record MessageHeader(int length, int requestId, int responseTo, int opCode) {

    /** How many bytes a header has. */
    public static final int BYTES = 16;

    /** The longest message that is believed, whatever limit a server claims: 48,000,000 bytes and 16 KiB. */
    public static final int MAXIMUM_MESSAGE_BYTES = 48_000_000 + 16 * 1024;

    /** The letters HTTP where a message has its length. */
    private static final int HTTP = 0x50545448;

    /**
     * Reads a header.
     *
     * @param bytes at least {@link #BYTES} from the offset on
     * @param longest the longest message that the reader accepts; values above {@link #MAXIMUM_MESSAGE_BYTES} count as that
     * @throws WireException when the length is shorter than the header or longer than accepted
     */
    public static MessageHeader decode(byte[] bytes, int offset, int longest) {
        int length = LittleEndian.int32(bytes, offset);
        if (length == HTTP) {
            throw new WireException("what came begins with HTTP: a web server answers there, or a port of MongoDB's"
                    + " old web interface; check the port, servers listen at 27017 unless told otherwise");
        }
        if (length < BYTES || length > Math.min(longest, MAXIMUM_MESSAGE_BYTES)) {
            throw new WireException("message length is " + length + ", must be from " + BYTES + " to "
                    + Math.min(longest, MAXIMUM_MESSAGE_BYTES));
        }
        return new MessageHeader(
                length,
                LittleEndian.int32(bytes, offset + 4),
                LittleEndian.int32(bytes, offset + 8),
                LittleEndian.int32(bytes, offset + 12));
    }

    /**
     * Writes a header without its length.
     *
     * @return where it begins, for {@link #end}
     */
    public static int begin(BsonOutput output, int requestId, int responseTo, int opCode) {
        int start = output.position();
        output.writeInt32(0);
        output.writeInt32(requestId);
        output.writeInt32(responseTo);
        output.writeInt32(opCode);
        return start;
    }

    /** Completes the message that {@link #begin} started: everything written since belongs to it. */
    public static void end(BsonOutput output, int start) {
        output.setInt32(start, output.position() - start);
    }
}
