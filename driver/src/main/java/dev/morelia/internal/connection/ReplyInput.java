package dev.morelia.internal.connection;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.ReplyBuffer;
import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.net.Transport;
import dev.morelia.internal.net.TransportException;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpCompressed;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.WireException;
import dev.morelia.topology.ServerAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replies of one connection, checks that each is a reply to the request, and has it decompressed.
 *
 * <p>A reply takes as few reads as possible: one read fetches a small reply into the transport's buffer, from where it
 * is copied into an array of its exact size; the rest of a large reply is read directly into that array. The length is
 * checked first, and memory for a length of many megabytes is allocated only in proportion to the bytes received, with
 * this reply or the largest earlier one. A reply for a {@link ReplyBuffer} is read into that, unless it is compressed.
 * After a failure the transport may be in the middle of a message. Not thread-safe.
 */
final class ReplyInput {

    /** The maximum allocated at once for a reply, unless the connection has received larger ones before. */
    private static final int FIRST_STEP_BYTES = 4 * 1024 * 1024;

    private final Transport transport;
    private final Compression compression;
    private final Decompression decompression;
    private Limits limits = Limits.DEFAULT;
    private int requestId;
    private boolean exhaustAllowed;
    private boolean moreToCome;
    private int largestReply;

    ReplyInput(Env env, Transport transport, Compression compression) {
        this.transport = transport;
        this.compression = compression;
        this.decompression = new Decompression(env, transport);
    }

    /** Sets the limits that the server has reported. */
    void limits(Limits reported) {
        limits = reported;
    }

    /**
     * Sets the request that the next reply must refer to.
     *
     * @param severalAllowed whether a reply may announce another one
     */
    void expect(int sentRequestId, boolean severalAllowed) {
        requestId = sentRequestId;
        exhaustAllowed = severalAllowed;
    }

    /** Whether the last reply announced another one, and the wait for that has not begun. */
    boolean moreToCome() {
        return moreToCome;
    }

    /** The wait for the next reply begins. */
    void begin() {
        moreToCome = false;
    }

    /**
     * Reads the rest of a reply whose header is in the transport's buffer.
     *
     * @param buffer what it is read into; null for an array of its own
     * @throws TransportException if the connection breaks
     * @throws WireException if the message is malformed or not a reply to the request
     * @throws BsonException if its document is malformed
     */
    Reply receive(ServerAddress server, @Nullable ReplyBuffer buffer) throws TransportException {
        var header = MessageHeader.decode(transport.buffer(), transport.position(), maximumLength());
        checkResponseTo(header);
        transport.require(Math.min(header.length(), transport.capacity()));
        if (header.opCode() == OpCode.COMPRESSED) {
            return new Reply(decompressedBody(header), server);
        }
        int afterHeader = transport.position() + MessageHeader.BYTES;
        int payload = header.length() - MessageHeader.BYTES;
        int onlyBody = OpMsg.lengthOfOnlyBody(transport.buffer(), afterHeader, payload);
        transport.skip(MessageHeader.BYTES + (onlyBody < 0 ? 0 : OpMsg.BEFORE_BODY_BYTES));
        if (onlyBody < 0) {
            return new Reply(decode(read(payload), header), server);
        }
        return buffer == null
                ? new Reply(RawDocument.of(read(onlyBody)), server)
                : Reply.apart(read(onlyBody, buffer), onlyBody, server);
    }

    private byte[] read(int length, ReplyBuffer buffer) throws TransportException {
        if (buffer.bytes().length < length) {
            buffer.replace(read(length));
        } else {
            transport.readFully(buffer.bytes(), 0, length);
        }
        return buffer.bytes();
    }

    private int maximumLength() {
        return Math.min(
                limits.maxMessageSizeBytes() + Limits.COMMAND_OVERHEAD_BYTES, MessageHeader.MAXIMUM_MESSAGE_BYTES);
    }

    private void checkResponseTo(MessageHeader header) {
        if (header.responseTo() != requestId) {
            throw new WireException("message is a reply to request " + header.responseTo() + ", not " + requestId);
        }
        if (header.opCode() != OpCode.MSG && header.opCode() != OpCode.COMPRESSED) {
            throw new WireException("message has operation code " + header.opCode() + " instead of " + OpCode.MSG);
        }
    }

    /** A small message is decompressed from the transport's buffer. */
    private RawDocument decompressedBody(MessageHeader header) throws TransportException {
        int afterHeader = transport.position() + MessageHeader.BYTES;
        int length = header.length() - MessageHeader.BYTES;
        int maximum = maximumLength() - MessageHeader.BYTES;
        var message = OpCompressed.decode(transport.buffer(), afterHeader, length, maximum);
        var compressor = compression.byId(message.compressorId());
        if (compressor == null) {
            throw new WireException("OP_COMPRESSED has the compressor id " + message.compressorId()
                    + ", which this client has not offered");
        }
        int dataLength = length - OpCompressed.BEFORE_DATA_BYTES;
        byte[] payload;
        if (header.length() <= transport.capacity()) {
            int dataAt = afterHeader + OpCompressed.BEFORE_DATA_BYTES;
            payload = decompression.small(message, compressor, transport.buffer(), dataAt, dataLength);
            transport.skip(header.length());
        } else {
            transport.skip(MessageHeader.BYTES + OpCompressed.BEFORE_DATA_BYTES);
            payload = decompression.large(message, compressor, read(dataLength));
        }
        int onlyBody = OpMsg.lengthOfOnlyBody(payload, 0, payload.length);
        return onlyBody < 0 ? decode(payload, header) : RawDocument.of(payload, OpMsg.BEFORE_BODY_BYTES, onlyBody);
    }

    /** Allocates a large reply in steps: an array that was too short is copied, and is garbage then. */
    private byte[] read(int length) throws TransportException {
        byte[] bytes = new byte[Math.min(length, Math.max(FIRST_STEP_BYTES, 2 * largestReply))];
        transport.readFully(bytes, 0, bytes.length);
        while (bytes.length < length) {
            int done = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 4L * done));
            transport.readFully(bytes, done, bytes.length - done);
        }
        largestReply = Math.max(largestReply, length);
        return bytes;
    }

    /** A reply of unusual form. */
    private RawDocument decode(byte[] payload, MessageHeader header) {
        var message = OpMsg.decode(payload, 0, payload.length);
        if (message.moreToCome() && !exhaustAllowed) {
            throw new WireException("message announces another one that was not requested");
        }
        moreToCome = message.moreToCome();
        if (moreToCome) {
            // The next reply refers to this one in its responseTo.
            requestId = header.requestId();
        }
        return message.folded();
    }
}
