package dev.morelia.testkit;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpReply;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One request and the means to answer it, properly or not. Belongs to the thread that the script is called on.
 *
 * <p>A proper answer is {@link #reply(Document)}. Everything else is put together of {@link #encode}, {@link #write},
 * {@link #pause}, {@link #close} and {@link #reset}; doing nothing is silence.
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
     * The request's message as it came, header and all.
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
     * Answers {@code {ok: 1}}.
     *
     * @throws IOException when the connection is gone
     */
    public void replyOk() throws IOException {
        reply(Document.of("ok", 1));
    }

    /**
     * Answers with a document.
     *
     * @param document the answer
     * @throws IOException when the connection is gone
     */
    public void reply(Document document) throws IOException {
        write(encode(document));
    }

    /**
     * Answers that the command failed.
     *
     * @param code the error's number
     * @param codeName the error's name
     * @param message the error's message
     * @throws IOException when the connection is gone
     */
    public void replyError(int code, String codeName, String message) throws IOException {
        reply(Document.of("ok", 0)
                .append("errmsg", message)
                .append("code", code)
                .append("codeName", codeName));
    }

    /**
     * Answers with a document and goes on to the next without a new request, when {@code moreToCome}.
     *
     * @param document the answer
     * @param flags flags of the message: 2 for more to come
     * @param responseTo the request to answer, right or wrong
     * @throws IOException when the connection is gone
     */
    public void reply(Document document, int flags, int responseTo) throws IOException {
        write(encode(document, flags, responseTo));
    }

    /**
     * The bytes of a proper answer.
     *
     * @param document the answer
     * @return header and all
     */
    public byte[] encode(Document document) {
        return encode(document, 0, request.requestId());
    }

    /**
     * The bytes of an answer.
     *
     * @param document the answer
     * @param flags flags of the message
     * @param responseTo the request to answer, right or wrong
     * @return header and all
     */
    public byte[] encode(Document document, int flags, int responseTo) {
        var output = new BsonOutput();
        var raw = RawDocument.encode(document);
        if (legacy) {
            OpReply.of(raw).encode(output, ANSWER_ID, responseTo);
        } else {
            int start = OpMsg.begin(output, ANSWER_ID, responseTo, flags);
            output.raw(raw);
            MessageHeader.end(output, start);
        }
        return output.toByteArray();
    }

    /**
     * Sends these bytes as they are.
     *
     * @param bytes what to send
     * @throws IOException when the connection is gone
     */
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    /**
     * Sends a part of these bytes as they are.
     *
     * @param bytes what to send a part of
     * @param offset where the part begins
     * @param length how many bytes it has
     * @throws IOException when the connection is gone
     */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        socket.getOutputStream().write(bytes, offset, length);
    }

    /**
     * Sends these bytes in pieces with pauses after each.
     *
     * @param bytes what to send
     * @param pieceLength bytes of a piece
     * @param pause after each piece
     * @throws IOException when the connection is gone
     * @throws InterruptedException when the server is being closed
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
     * @throws InterruptedException when the server is being closed
     */
    public void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    /**
     * Ends the connection in an orderly way.
     *
     * @throws IOException when the system reports an error
     */
    public void close() throws IOException {
        socket.close();
    }

    /**
     * Ends the connection by a reset, as a crashed machine's system would.
     *
     * @throws IOException when the system reports an error
     */
    public void reset() throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }
}
