package dev.morelia.internal.connection;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.ProtocolException;
import dev.morelia.event.ConnectionId;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.HelloFields;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.net.Transport;
import dev.morelia.internal.net.TransportException;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpCompressed;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.WireException;
import dev.morelia.spi.Compressor;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that carries one command at a time.
 *
 * <p>Sending a command takes two steps: {@link #encode} writes it into the connection's own buffer, where every error
 * of the caller is detected before a byte is sent, and {@link #roundTrip(Deadline, CancelToken)} or {@link
 * #send(Deadline, CancelToken)} sends it with one write. In between, {@link #encodedCommand} provides the command for
 * events. If compression has been negotiated, {@link #encode} also compresses the command, into a second buffer.
 *
 * <p>A reply takes as few reads as possible: one read fetches a small reply into the transport's buffer, from where it
 * is copied into an array of its exact size; the rest of a large reply is read directly into that array. The length is
 * checked first, and memory for a length of many megabytes is allocated only in proportion to the bytes received, with
 * this reply or the largest earlier one.
 *
 * <p>Any failure after the first byte was sent closes the connection, because it may be in the middle of a message. The
 * exception is a deadline that passes before the first byte of the reply arrives: the connection may then stay open,
 * and is usable again after {@link #lateReply} has read the reply. Used by one thread at a time, except for {@link
 * #close} and {@link #usable}, which any thread may call.
 */
public final class Connection implements AutoCloseable {

    /** A larger output buffer is only kept on a soft reference. */
    static final int RETAINED_BYTES = 1024 * 1024;

    /** The maximum allocated at once for a reply, unless the connection has received larger ones before. */
    private static final int FIRST_STEP_BYTES = 4 * 1024 * 1024;

    private final Env env;
    private final Transport transport;
    private final BooleanSupplier isOver;
    private final AtomicInteger requestIds;
    private final Compression compression;
    private @Nullable Compressor negotiated;
    private @Nullable CompressedOutput compressed;
    private BsonOutput smallOutput = new BsonOutput(1024);
    private SoftReference<BsonOutput> largeOutput = new SoftReference<>(null);
    private BsonOutput output = smallOutput;
    private byte[] outgoing = smallOutput.buffer();
    private int outgoingLength;
    private ConnectionId id;
    private Limits limits = Limits.DEFAULT;
    private ServerFacts facts = ServerFacts.NONE;
    private long helloNanos;
    private @Nullable RawDocument hello;
    private @Nullable ConnectionLogin login;
    private String commandName = "";
    private Target target = Target.of("");
    private int requestId;
    private boolean acknowledged;
    private boolean exhaustAllowed;
    private boolean moreToCome;
    private volatile boolean replyLate;
    private int largestReply;
    private long begunNanos;
    private Deadline deadline = Deadline.NONE;

    Connection(Env env, Transport transport, ConnectionId id, AtomicInteger requestIds, Compression compression) {
        this.env = env;
        this.transport = transport;
        this.isOver = () -> !transport.isOpen();
        this.id = id;
        this.requestIds = requestIds;
        this.compression = compression;
    }

    /** The transport, for the steps before the handshake. */
    Transport transport() {
        return transport;
    }

    /** Whether the connection needs this step between connecting and the handshake. */
    public boolean requires(Transport.Step step) {
        return transport.requires(step);
    }

    /** Sets the results of the handshake. */
    void handshakeDone(RawDocument helloReply, Limits helloLimits, ConnectionId helloId, long nanos) {
        helloNanos = nanos;
        hello = helloReply;
        limits = helloLimits;
        ServerFacts own = HelloFields.facts(helloReply);
        facts = helloId.serviceId() == null ? own : own.behindLoadBalancer();
        id = helloId;
        negotiated = compression.negotiated(helloReply);
    }

    /** Compresses commands from now on, if the handshake has negotiated a compressor: the login is complete. */
    void startCompression() {
        compressed = negotiated == null ? null : new CompressedOutput(negotiated);
    }

    /** Sets how the connection authenticates; null if it does not. */
    void login(@Nullable ConnectionLogin begun) {
        login = begun;
    }

    /** Authenticates after the handshake, if the connection does that. */
    void authenticate(Deadline turnDeadline, CancelToken token) {
        if (login != null) {
            login.complete(this, turnDeadline, token);
        }
    }

    /** Whom the connection acts for, and how it proves that, for messages; null if it does not authenticate. */
    public @Nullable String identity() {
        return login == null ? null : login.toString();
    }

    /**
     * Authenticates once more, because the server says that it requires it. After a failure the connection must not be
     * used any more.
     *
     * @return false if the connection does not authenticate
     * @throws AuthenticationException if the server rejects the credential
     * @throws ConnectionOpenException if the connection breaks, or the server is shutting down
     * @throws InterruptedOperationException if the thread was interrupted, with its flag then set, or the token
     *     cancelled
     * @throws OperationTimeoutException if the deadline passed
     */
    public boolean reauthenticate(Deadline turnDeadline, CancelToken token) {
        if (login == null) {
            return false;
        }
        login.again(this, turnDeadline, token);
        return true;
    }

    /** The connection's identity, with the numbers of both sides. */
    public ConnectionId id() {
        return id;
    }

    /** The limits that the server reported. */
    public Limits limits() {
        return limits;
    }

    /** The server's properties that decide how commands are sent. */
    public ServerFacts facts() {
        return facts;
    }

    /**
     * Returns the server's whole reply to the handshake, once: it may be large, so it is not kept.
     *
     * @throws IllegalStateException if it was taken before, or there was no handshake
     */
    public RawDocument takeHello() {
        RawDocument taken = hello;
        if (taken == null) {
            throw new IllegalStateException(id + " no longer has the reply to its handshake");
        }
        hello = null;
        return taken;
    }

    /** The time that the server took to reply to the handshake. */
    public long helloNanos() {
        return helloNanos;
    }

    /** Whether another command may be sent: the connection is open and no reply is unread or outstanding. */
    public boolean usable() {
        return transport.isOpen() && !replyLate;
    }

    /** Whether the connection is open, and the reply to a command whose deadline has passed may still arrive. */
    public boolean isReplyLate() {
        return replyLate && transport.isOpen();
    }

    /**
     * Checks, without blocking, whether the server has closed the connection or sent unexpected bytes since the last
     * command; if so, closes the connection.
     *
     * @return whether another command may be sent
     */
    public boolean checkQuiet() {
        boolean quiet = transport.isQuiet();
        if (!quiet) {
            transport.close();
        }
        return quiet;
    }

    /**
     * Encodes a command into the connection's buffer. Sends nothing; after a failure the connection is as usable as
     * before.
     *
     * @param command the command
     * @param extra writes further elements at the end of the command document (session, cluster time, API version), or
     *     null
     * @return the request id
     * @throws BsonException if a value cannot be encoded or documents are nested too deeply
     * @throws IllegalArgumentException if the command is larger than the server accepts
     */
    public int encode(Command command, @Nullable Consumer<BsonOutput> extra) {
        return encode(command, extra, EncodingContext.STANDARD);
    }

    /**
     * Encodes a command like {@link #encode(Command, Consumer)}, with the values of the command and its sequence
     * encoded according to the context; the extra elements are the driver's own and unaffected.
     */
    public int encode(Command command, @Nullable Consumer<BsonOutput> extra, EncodingContext context) {
        if (moreToCome || replyLate) {
            throw new IllegalStateException(tried() + " is still waiting for its reply");
        }
        takeOutput();
        commandName = command.name();
        target = command.target();
        acknowledged = command.acknowledged();
        exhaustAllowed = command.exhaustAllowed();
        boolean complete = false;
        try {
            requestId = requestIds.incrementAndGet();
            int start = OpMsg.begin(output, requestId, 0, flags());
            encodeBody(command, extra, context);
            if (command.sequence() != null) {
                output.context(context);
                if (!encode(command.sequence())) {
                    return requestId;
                }
            }
            MessageHeader.end(output, start);
            checkSize("message", output.position(), limits.maxMessageSizeBytes());
            if (compressed == null || !compress(compressed)) {
                outgoing = output.buffer();
                outgoingLength = output.position();
            }
            complete = true;
            return requestId;
        } finally {
            // Whatever a codec has left there.
            output.context(EncodingContext.STANDARD);
            if (!complete) {
                releaseOutput();
            }
        }
    }

    /** Returns false for a message that is sent as it is. */
    private boolean compress(CompressedOutput target) {
        if (!Compression.allows(commandName)) {
            return false;
        }
        int length = target.encode(output);
        if (length > limits.maxMessageSizeBytes()) {
            // Incompressible, and as large as a message may be.
            target.release();
            return false;
        }
        outgoing = target.buffer();
        outgoingLength = length;
        return true;
    }

    private void encodeBody(Command command, @Nullable Consumer<BsonOutput> extra, EncodingContext context) {
        int start = output.position();
        output.startDocument();
        output.context(context);
        command.body().accept(output);
        output.context(EncodingContext.STANDARD);
        output.string("$db", command.database());
        if (extra != null) {
            extra.accept(output);
        }
        output.endDocument();
        checkSize("document", output.position() - start, limits.maxBsonObjectSize() + Limits.COMMAND_OVERHEAD_BYTES);
    }

    private int flags() {
        if (!acknowledged) {
            return OpMsg.MORE_TO_COME;
        }
        return exhaustAllowed ? OpMsg.EXHAUST_ALLOWED : 0;
    }

    /** Whether the sequence has any documents. */
    private boolean encode(DocumentSequence sequence) {
        int start = OpMsg.beginSequence(output, sequence.identifier());
        int written = sequence.write(output, limits.maxMessageSizeBytes());
        OpMsg.endSequence(output, start);
        return written > 0;
    }

    private void checkSize(String what, int size, int limit) {
        if (size > limit) {
            throw new IllegalArgumentException(tried() + ": " + what + " of " + size + " bytes is larger than " + limit
                    + " bytes, the limit of " + id.server());
        }
    }

    private void takeOutput() {
        var large = largeOutput.get();
        output = large == null ? smallOutput : large;
        output.reset();
    }

    /**
     * A hundred connections that each retain the buffer of one large message could fill the heap, but discarding it
     * each time makes large writes half as fast. A soft reference is the compromise.
     */
    private void releaseOutput() {
        if (compressed != null) {
            compressed.release();
        }
        output.reset();
        if (output == smallOutput && output.buffer().length > RETAINED_BYTES) {
            boolean released = false;
            try {
                largeOutput = new SoftReference<>(output);
                smallOutput = new BsonOutput(1024);
                released = true;
            } finally {
                if (!released) {
                    // Out of memory: the connection is discarded as a whole.
                    transport.close();
                }
            }
        }
        output = smallOutput;
        outgoing = smallOutput.buffer();
    }

    /** Releases the buffer of a command that is encoded and will not be sent; does nothing if there is none. */
    public void discardEncoded() {
        if (isEncoded()) {
            releaseOutput();
        }
    }

    /**
     * Returns a copy of the last encoded command, with its document sequence as an array, as in command events.
     *
     * @throws IllegalStateException if no command is encoded
     */
    public RawDocument encodedCommand() {
        requireEncoded();
        byte[] message = output.toByteArray();
        return OpMsg.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES)
                .folded();
    }

    /** Whether a command is encoded and not sent yet; false if its sequence turned out to be empty. */
    public boolean isEncoded() {
        return output.position() > 0;
    }

    private void requireEncoded() {
        if (!isEncoded()) {
            throw new IllegalStateException("no command is encoded");
        }
    }

    /**
     * Encodes a command, sends it and waits for the reply.
     *
     * @see #encode
     * @see #roundTrip(Deadline, CancelToken)
     */
    public Reply roundTrip(
            Command command, @Nullable Consumer<BsonOutput> extra, Deadline deadline, CancelToken token) {
        encode(command, extra);
        return roundTrip(deadline, token);
    }

    /**
     * Encodes and sends a command without a reply.
     *
     * @see #encode
     * @see #send(Deadline, CancelToken)
     */
    public void send(Command command, @Nullable Consumer<BsonOutput> extra, Deadline deadline, CancelToken token) {
        encode(command, extra);
        send(deadline, token);
    }

    /** Whether the server announced another reply, for which nothing must be sent. */
    public boolean moreToCome() {
        return moreToCome;
    }

    /**
     * Sends the encoded command and waits for the reply; only waits if there is {@link #moreToCome}.
     *
     * @return the server's reply, success or not
     * @throws OperationTimeoutException if the deadline passed
     * @throws InterruptedOperationException if the thread was interrupted, with its flag then set, or the token
     *     cancelled
     * @throws ConnectionLostException if the connection broke
     * @throws ProtocolException if the received bytes are not a reply to the command
     */
    public Reply roundTrip(Deadline deadline, CancelToken token) {
        begin(true, deadline, token);
        boolean sent = moreToCome;
        boolean complete = false;
        try {
            if (!moreToCome) {
                transport.write(outgoing, 0, outgoingLength);
                sent = true;
                releaseOutput();
            }
            moreToCome = false;
            if (!transport.awaitReply()) {
                replyLate = true;
                throw timedOut(RetryAdvice.OUTCOME_UNKNOWN, null);
            }
            transport.require(MessageHeader.BYTES);
            var document = receiveBody();
            complete = true;
            return new Reply(document, id.server());
        } catch (TransportException e) {
            throw lost(e, sent || mayHaveSentAll(e));
        } catch (WireException | BsonException e) {
            throw malformed(e);
        } finally {
            end(complete);
        }
    }

    /** The rest of a message whose header is in the transport's buffer. */
    private RawDocument receiveBody() throws TransportException {
        var header = MessageHeader.decode(transport.buffer(), transport.position(), maximumReplyLength());
        checkResponseTo(header);
        transport.require(Math.min(header.length(), transport.capacity()));
        if (header.opCode() == OpCode.COMPRESSED) {
            return decompressedBody(header);
        }
        int afterHeader = transport.position() + MessageHeader.BYTES;
        int payload = header.length() - MessageHeader.BYTES;
        int onlyBody = OpMsg.lengthOfOnlyBody(transport.buffer(), afterHeader, payload);
        transport.skip(MessageHeader.BYTES + (onlyBody < 0 ? 0 : OpMsg.BEFORE_BODY_BYTES));
        int length = onlyBody < 0 ? payload : onlyBody;
        byte[] bytes = read(length);
        return onlyBody < 0 ? decode(bytes, header) : RawDocument.of(bytes);
    }

    /** A small message is decompressed from the transport's buffer. */
    private RawDocument decompressedBody(MessageHeader header) throws TransportException {
        int afterHeader = transport.position() + MessageHeader.BYTES;
        int length = header.length() - MessageHeader.BYTES;
        int maximum = maximumReplyLength() - MessageHeader.BYTES;
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
            payload = message.decompress(compressor, transport.buffer(), dataAt, dataLength, isOver);
            transport.skip(header.length());
        } else {
            transport.skip(MessageHeader.BYTES + OpCompressed.BEFORE_DATA_BYTES);
            byte[] data = read(dataLength);
            try {
                payload = message.decompress(compressor, data, 0, dataLength, isOver);
            } catch (WireException e) {
                transport.requireOpen();
                throw e;
            }
        }
        int onlyBody = OpMsg.lengthOfOnlyBody(payload, 0, payload.length);
        return onlyBody < 0 ? decode(payload, header) : RawDocument.of(payload, OpMsg.BEFORE_BODY_BYTES, onlyBody);
    }

    /**
     * Waits for the reply to a command whose deadline has passed. Once the reply has arrived, the connection is usable
     * again; if anything else arrives, it is closed.
     *
     * @param firstBytesNanos how long to wait for the first bytes
     * @param until the deadline for the rest
     * @return null if it has not arrived, or never will
     */
    public @Nullable Reply lateReply(long firstBytesNanos, Deadline until) {
        try {
            transport.begin(until, CancelToken.NONE);
            boolean complete = false;
            try {
                if (!transport.awaitReply(firstBytesNanos)) {
                    return null;
                }
                replyLate = false;
                transport.require(MessageHeader.BYTES);
                var reply = new Reply(receiveBody(), id.server());
                complete = !moreToCome;
                return reply;
            } finally {
                end(complete);
            }
        } catch (TransportException | WireException | BsonException broken) {
            transport.close();
            return null;
        }
    }

    /** Allocates a large reply in steps: an array that was too short is copied, and both are malformed for a while. */
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

    /**
     * Sends the encoded command, which the server does not reply to.
     *
     * @throws OperationTimeoutException if the deadline passed
     * @throws InterruptedOperationException if the thread was interrupted, with its flag then set, or the token
     *     cancelled
     * @throws ConnectionLostException if the connection broke
     */
    public void send(Deadline deadline, CancelToken token) {
        begin(false, deadline, token);
        boolean complete = false;
        try {
            transport.write(outgoing, 0, outgoingLength);
            releaseOutput();
            complete = true;
        } catch (TransportException e) {
            throw lost(e, mayHaveSentAll(e));
        } finally {
            end(complete);
        }
    }

    /**
     * Closes the connection; a thread that is blocked in it fails immediately. Thread-safe; may be called repeatedly;
     * never throws.
     */
    @Override
    public void close() {
        transport.close();
    }

    /** Closes the connection because the server monitor found its server to be unavailable. */
    public void abandon() {
        transport.abandon();
    }

    /** The server and the connection numbers, for messages. */
    @Override
    public String toString() {
        return id.toString();
    }

    private void begin(boolean replyExpected, Deadline turnDeadline, CancelToken token) {
        if (!moreToCome) {
            requireEncoded();
        }
        if (replyExpected != acknowledged) {
            throw new IllegalStateException(
                    tried() + " is encoded " + (acknowledged ? "with" : "without") + " a reply to come");
        }
        begunNanos = env.nanoTime();
        deadline = turnDeadline;
        try {
            transport.begin(turnDeadline, token);
        } catch (TransportException e) {
            throw lost(e, false);
        }
    }

    /** Only a connection that is exactly between two messages may be reused. */
    private void end(boolean complete) {
        boolean open = transport.end();
        if (replyLate && open) {
            return;
        }
        if (!open || !complete || (transport.available() > 0 && !moreToCome)) {
            transport.close();
        }
    }

    /**
     * A failed write has left bytes unsent, so the server cannot have understood the command; but an interrupt is also
     * detected after the last byte was sent, and the state after an unchecked exception is unknown.
     */
    private static boolean mayHaveSentAll(TransportException e) {
        return e.reason() == TransportException.Reason.INTERRUPTED || e.getCause() instanceof RuntimeException;
    }

    private MongoException lost(TransportException e, boolean sent) {
        var advice = sent ? RetryAdvice.OUTCOME_UNKNOWN : RetryAdvice.SAFE;
        return switch (e.reason()) {
            case TIMED_OUT -> timedOut(advice, e);
            case CANCELLED, INTERRUPTED -> new InterruptedOperationException(id.server(), tried(), advice, e);
            case CLOSED, ABANDONED, CLOSED_BY_PEER, FAILED -> {
                var elapsed = Duration.ofNanos(env.nanoTimeOr(begunNanos) - begunNanos);
                yield new ConnectionLostException(id.server(), tried(), sent, elapsed, e);
            }
        };
    }

    private OperationTimeoutException timedOut(RetryAdvice advice, @Nullable TransportException cause) {
        var elapsed = Duration.ofNanos(env.nanoTimeOr(begunNanos) - begunNanos);
        var step = advice == RetryAdvice.SAFE ? Step.SENDING : Step.REPLY;
        return new OperationTimeoutException(
                id.server(), tried(), deadline.timeout(), new LastStep(step, elapsed), advice, cause);
    }

    /** Built only when something has failed. */
    private String tried() {
        return target.tried(commandName);
    }

    private ProtocolException malformed(RuntimeException e) {
        return new ProtocolException(id.server(), tried(), String.valueOf(e.getMessage()), e);
    }

    private int maximumReplyLength() {
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
