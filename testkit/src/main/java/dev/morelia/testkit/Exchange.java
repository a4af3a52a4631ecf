package dev.morelia.testkit;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpReply;
import dev.morelia.testkit.message.WireCompression;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A request, with methods to reply to it, properly or not. Confined to the thread that the script is called on.
 *
 * <p>{@link #reply(Document)} sends a proper reply. For anything else combine {@link #encode}, {@link #write},
 * {@link #pause}, {@link #close} and {@link #reset}; or send nothing at all.
 */
public final class Exchange {

    private static final int ANSWER_ID = 1_000_000;

    private final Socket socket;
    private final ReceivedRequest request;
    private final byte[] bytes;
    private final boolean legacy;

    Exchange(Socket socket, ReceivedRequest request, byte[] bytes, boolean legacy) {
        this.socket = socket;
        this.request = request;
        this.bytes = bytes;
        this.legacy = legacy;
    }

    /**
     * The request.
     *
     * @return the request
     */
    public ReceivedRequest request() {
        return request;
    }

    /**
     * The request's message as received, with its header.
     *
     * @return a copy
     */
    public byte[] requestBytes() {
        return bytes.clone();
    }

    /**
     * The command's name, as {@link ReceivedRequest#commandName}.
     *
     * @return the name of its first field
     */
    public String commandName() {
        return request.commandName();
    }

    /**
     * Replies with {@code {ok: 1}}.
     *
     * @throws IOException if the connection is closed
     */
    public void replyOk() throws IOException {
        reply(Document.of("ok", 1));
    }

    /**
     * Replies with a document, compressed as the request was.
     *
     * @param document the reply
     * @throws IOException if the connection is closed
     */
    public void reply(Document document) throws IOException {
        reply(document, 0, request.requestId());
    }

    /**
     * Replies that the command failed.
     *
     * @param code the error code
     * @param codeName the name of the error code
     * @param message the error message
     * @throws IOException if the connection is closed
     */
    public void replyError(int code, String codeName, String message) throws IOException {
        reply(Document.of("ok", 0)
                .append("errmsg", message)
                .append("code", code)
                .append("codeName", codeName));
    }

    /**
     * Replies with a document, compressed as the request was; with {@code moreToCome} set, another reply may follow
     * without a new request.
     *
     * @param document the reply
     * @param flags the the flags of the message: 2 for {@code moreToCome}
     * @param responseTo the id of the request, right or wrong
     * @throws IOException if the connection is closed
     */
    public void reply(Document document, int flags, int responseTo) throws IOException {
        byte[] message = encode(document, flags, responseTo);
        write(request.compressor() == null ? message : compress(message, request.compressor()));
    }

    /**
     * Encodes a proper reply, uncompressed.
     *
     * @param document the reply
     * @return the message, with its header
     */
    public byte[] encode(Document document) {
        return encode(document, 0, request.requestId());
    }

    /**
     * Encodes a reply.
     *
     * @param document the reply
     * @param flags the flags of the message
     * @param responseTo the id of the request, right or wrong
     * @return the message, with its header
     */
    public byte[] encode(Document document, int flags, int responseTo) {
        var output = new BsonOutput();
        var raw = RawDocument.encode(document);
        if (legacy) {
            OpReply.of(raw).encode(output, ANSWER_ID, responseTo);
        } else {
            int start = OpMsg.begin(output, ANSWER_ID, responseTo, flags);
            output.document(raw);
            MessageHeader.end(output, start);
        }
        return output.toByteArray();
    }

    /**
     * Compresses a message.
     *
     * @param message a complete message, with its header
     * @param compressor the name of the compressor
     * @return the message in compressed form, with its header
     * @throws IllegalArgumentException if there is no such compressor
     */
    public byte[] compress(byte[] message, String compressor) {
        return WireCompression.compress(WireCompression.named(compressor), message);
    }

    /**
     * Sends bytes as they are.
     *
     * @param bytes what to send
     * @throws IOException if the connection is closed
     */
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    /**
     * Sends a part of an array as it is.
     *
     * @param bytes holds the bytes to send
     * @param offset where the part begins
     * @param length the length of the part in bytes
     * @throws IOException if the connection is closed
     */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        socket.getOutputStream().write(bytes, offset, length);
    }

    /**
     * Sends bytes in pieces, with a pause after each.
     *
     * @param bytes what to send
     * @param pieceLength the size of a piece in bytes
     * @param pause after each piece
     * @throws IOException if the connection is closed
     * @throws InterruptedException if the server is being closed
     */
    public void drip(byte[] bytes, int pieceLength, Duration pause) throws IOException, InterruptedException {
        for (int at = 0; at < bytes.length; at += pieceLength) {
            write(bytes, at, Math.min(pieceLength, bytes.length - at));
            pause(pause);
        }
    }

    /**
     * Waits.
     *
     * @param duration how long
     * @throws InterruptedException if the server is being closed
     */
    public void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    /**
     * Closes the connection in an orderly way.
     *
     * @throws IOException when the system reports an error
     */
    public void close() throws IOException {
        socket.close();
    }

    /**
     * Resets the connection, as if the process had crashed.
     *
     * @throws IOException when the system reports an error
     */
    public void reset() throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }
}
