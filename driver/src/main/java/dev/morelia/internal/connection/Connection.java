package dev.morelia.internal.connection;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.event.ConnectionId;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.HelloFields;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.net.Transport;
import dev.morelia.internal.net.TransportException;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.WireException;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, and one command at a time on it.
 *
 * <p>A command goes in two steps: {@link #encode} writes it into the connection's own buffer, where every mistake of
 * the caller comes to light before a byte is sent, and {@link #roundTrip(Deadline, CancelToken)} or {@link
 * #send(Deadline, CancelToken)} sends it in one write. Between the two, command events can show {@link
 * #encodedCommand}.
 *
 * <p>An answer is read with as few calls as possible: one read brings a small answer whole into the transport's buffer,
 * from where it is copied into an array of its exact size; of a large one the rest is read straight into that array.
 * Its length is checked first, and a length of many megabytes is believed only in proportion to the bytes that have
 * come, with this answer or with the longest one before it.
 *
 * <p>Any failure after the first byte was sent closes the connection, because it may stand in the middle of a message.
 * The exception is a deadline that passes before the first byte of the reply has come: the connection may stay open
 * then, and is usable again when {@link #lateReply} has read it. Used by one thread at a time, except {@link #close}
 * and {@link #usable}, which any thread may call.
 */
public final class Connection implements AutoCloseable {

    /** An output that has grown beyond this is kept only as long as the virtual machine has memory to spare. */
    private static final int RETAINED_BYTES = 1024 * 1024;

    /** As much of an answer is allocated at once, if the connection has not brought longer ones before. */
    private static final int FIRST_STEP_BYTES = 4 * 1024 * 1024;

    private final Env env;
    private final Transport transport;
    private final AtomicInteger requestIds;
    private BsonOutput smallOutput = new BsonOutput(1024);
    private SoftReference<BsonOutput> largeOutput = new SoftReference<>(null);
    private BsonOutput output = smallOutput;
    private ConnectionId id;
    private Limits limits = Limits.DEFAULT;
    private ServerFacts facts = ServerFacts.NONE;
    private long helloNanos;
    private @Nullable RawDocument hello;
    private String commandName = "";
    private Target target = Target.of("");
    private int requestId;
    private boolean acknowledged;
    private boolean exhaustAllowed;
    private boolean moreToCome;
    private volatile boolean replyLate;
    private int longestReply;
    private long begunNanos;
    private Deadline deadline = Deadline.NONE;

    Connection(Env env, Transport transport, ConnectionId id, AtomicInteger requestIds) {
        this.env = env;
        this.transport = transport;
        this.id = id;
        this.requestIds = requestIds;
    }

    /** What the handshake has brought. */
    void handshakeDone(RawDocument helloReply, Limits helloLimits, ConnectionId helloId, long nanos) {
        helloNanos = nanos;
        hello = helloReply;
        limits = helloLimits;
        facts = HelloFields.facts(helloReply);
        id = helloId;
    }

    /** Who this is, on both sides. */
    public ConnectionId id() {
        return id;
    }

    /** What the server accepts. */
    public Limits limits() {
        return limits;
    }

    /** What the server is, as far as it decides about commands. */
    public ServerFacts facts() {
        return facts;
    }

    /**
     * The server's whole answer to the handshake, for whoever asks first: it may be large, and is not kept.
     *
     * @throws IllegalStateException when it was taken before, or there was no handshake
     */
    public RawDocument takeHello() {
        RawDocument taken = hello;
        if (taken == null) {
            throw new IllegalStateException(id + " does not keep the answer to its handshake");
        }
        hello = null;
        return taken;
    }

    /** How long the server took to answer the handshake. */
    public long helloNanos() {
        return helloNanos;
    }

    /** Whether another command may be sent: it is open and holds no bytes of an earlier one, nor waits for them. */
    public boolean usable() {
        return transport.isOpen() && !replyLate;
    }

    /** Whether it is open, and the reply to a command may still come whose deadline has passed. */
    public boolean isReplyLate() {
        return replyLate && transport.isOpen();
    }

    /**
     * Looks, without waiting, whether the server has closed it, or sent what nobody asked for, since the last command;
     * then it is closed.
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
     * Writes a command into the connection's buffer. Nothing is sent, and after a failure the connection is as usable
     * as before.
     *
     * @param command the command
     * @param extra writes further elements at the end of the command document (session, cluster time, API version), or
     *     null
     * @return the number of the request
     * @throws BsonException when a value cannot be encoded or documents are nested too deep
     * @throws IllegalArgumentException when the command is larger than the server accepts
     */
    public int encode(Command command, @Nullable Consumer<BsonOutput> extra) {
        return encode(command, extra, EncodingContext.STANDARD);
    }

    /**
     * The same, with the values of the command and its sequence written as the context says. The further elements are
     * the driver's own and are not.
     */
    public int encode(Command command, @Nullable Consumer<BsonOutput> extra, EncodingContext context) {
        if (moreToCome || replyLate) {
            throw new IllegalStateException(tried() + " is still being answered");
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
     * A hundred connections that each hold the buffer of one large message could fill the heap; one that is thrown away
     * each time makes large writes half as fast. So it hangs on a soft reference.
     */
    private void releaseOutput() {
        output.reset();
        if (output == smallOutput && output.buffer().length > RETAINED_BYTES) {
            boolean released = false;
            try {
                largeOutput = new SoftReference<>(output);
                smallOutput = new BsonOutput(1024);
                released = true;
            } finally {
                if (!released) {
                    // There is no memory left: the whole goes with the connection.
                    transport.close();
                }
            }
        }
        output = smallOutput;
    }

    /** Gives the memory of a command up that is encoded and will not be sent; nothing happens if there is none. */
    public void discardEncoded() {
        if (isEncoded()) {
            releaseOutput();
        }
    }

    /**
     * A copy of the command last encoded, with its sequence as an array in it, as command events show it.
     *
     * @throws IllegalStateException when none is encoded
     */
    public RawDocument encodedCommand() {
        requireEncoded();
        byte[] message = output.toByteArray();
        return OpMsg.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES)
                .folded();
    }

    /** Whether a command is encoded and not sent yet; not if its sequence turned out to be empty. */
    public boolean isEncoded() {
        return output.position() > 0;
    }

    private void requireEncoded() {
        if (!isEncoded()) {
            throw new IllegalStateException("no command is encoded");
        }
    }

    /**
     * Encodes a command, sends it and waits for the answer.
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
     * Encodes a command that the server shall not answer, and sends it.
     *
     * @see #encode
     * @see #send(Deadline, CancelToken)
     */
    public void send(Command command, @Nullable Consumer<BsonOutput> extra, Deadline deadline, CancelToken token) {
        encode(command, extra);
        send(deadline, token);
    }

    /** Whether the server has announced another answer, for which nothing must be sent. */
    public boolean moreToCome() {
        return moreToCome;
    }

    /**
     * Sends the encoded command and waits for the answer; only waits when there is {@link #moreToCome}.
     *
     * @return the server's answer, success or not
     * @throws OperationTimeoutException when the deadline passed
     * @throws InterruptedOperationException when the thread was interrupted, whose flag is set then, or
     *     the token cancelled
     * @throws ConnectionLostException when the connection broke
     * @throws ProtocolException when what came was no answer to the command
     */
    public Reply roundTrip(Deadline deadline, CancelToken token) {
        begin(true, deadline, token);
        boolean sent = moreToCome;
        boolean complete = false;
        try {
            if (!moreToCome) {
                transport.write(output.buffer(), 0, output.position());
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
            throw garbage(e);
        } finally {
            end(complete);
        }
    }

    /** The rest of a message whose header is in the transport's buffer. */
    private RawDocument receiveBody() throws TransportException {
        var header = MessageHeader.decode(transport.buffer(), transport.position(), maximumReplyLength());
        checkResponseTo(header);
        transport.require(Math.min(header.length(), transport.capacity()));
        int afterHeader = transport.position() + MessageHeader.BYTES;
        int payload = header.length() - MessageHeader.BYTES;
        int onlyBody = OpMsg.lengthOfOnlyBody(transport.buffer(), afterHeader, payload);
        transport.skip(MessageHeader.BYTES + (onlyBody < 0 ? 0 : OpMsg.BEFORE_BODY_BYTES));
        int length = onlyBody < 0 ? payload : onlyBody;
        byte[] bytes = read(length);
        return onlyBody < 0 ? decode(bytes, header) : RawDocument.of(bytes);
    }

    /**
     * Waits for the reply to a command whose deadline has passed. When it has come, the connection is usable again;
     * when anything else has, it is closed.
     *
     * @param firstBytesNanos how long to wait for its first bytes
     * @param until when the rest must have come
     * @return null if it has not come, or never will
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

    /** Allocates a long answer in steps: an array that was too short is copied, and both are garbage for a while. */
    private byte[] read(int length) throws TransportException {
        byte[] bytes = new byte[Math.min(length, Math.max(FIRST_STEP_BYTES, 2 * longestReply))];
        transport.readFully(bytes, 0, bytes.length);
        while (bytes.length < length) {
            int done = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 4L * done));
            transport.readFully(bytes, done, bytes.length - done);
        }
        longestReply = Math.max(longestReply, length);
        return bytes;
    }

    /**
     * Sends the encoded command, which the server will not answer.
     *
     * @throws OperationTimeoutException when the deadline passed
     * @throws InterruptedOperationException when the thread was interrupted, whose flag is set then, or
     *     the token cancelled
     * @throws ConnectionLostException when the connection broke
     */
    public void send(Deadline deadline, CancelToken token) {
        begin(false, deadline, token);
        boolean complete = false;
        try {
            transport.write(output.buffer(), 0, output.position());
            releaseOutput();
            complete = true;
        } catch (TransportException e) {
            throw lost(e, mayHaveSentAll(e));
        } finally {
            end(complete);
        }
    }

    /** Closes it; a thread that is blocked in it fails at once. Thread-safe, may be repeated, never throws. */
    @Override
    public void close() {
        transport.close();
    }

    /** As {@link #close}, because checks of the server fail. */
    public void abandon() {
        transport.abandon();
    }

    /** Server and numbers, for messages. */
    @Override
    public String toString() {
        return id.toString();
    }

    private void begin(boolean answerExpected, Deadline turnDeadline, CancelToken token) {
        if (!moreToCome) {
            requireEncoded();
        }
        if (answerExpected != acknowledged) {
            throw new IllegalStateException(
                    tried() + " is encoded " + (acknowledged ? "with" : "without") + " an answer to come");
        }
        begunNanos = env.nanoTime();
        deadline = turnDeadline;
        try {
            transport.begin(turnDeadline, token);
        } catch (TransportException e) {
            throw lost(e, false);
        }
    }

    /** Only a connection that stands exactly between two messages may be used again. */
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
     * A write that fails has left bytes unsent, so that the server cannot have understood the command; but an
     * interrupt is also noticed after the last byte has gone, and nobody knows what an unchecked exception means.
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
        var timeout = Duration.ofNanos(deadline.timeoutNanos());
        return new OperationTimeoutException(id.server(), tried(), timeout, advice, cause);
    }

    /** Only put together when something has failed. */
    private String tried() {
        return target.tried(commandName);
    }

    private ProtocolException garbage(RuntimeException e) {
        return new ProtocolException(id.server(), tried(), String.valueOf(e.getMessage()), e);
    }

    private int maximumReplyLength() {
        return Math.min(
                limits.maxMessageSizeBytes() + Limits.COMMAND_OVERHEAD_BYTES, MessageHeader.MAXIMUM_MESSAGE_BYTES);
    }

    private void checkResponseTo(MessageHeader header) {
        if (header.responseTo() != requestId) {
            throw new WireException("message answers request " + header.responseTo() + " instead of " + requestId);
        }
        if (header.opCode() != OpCode.MSG) {
            throw new WireException("message has operation code " + header.opCode() + " instead of " + OpCode.MSG);
        }
    }

    /** An answer of unusual form. */
    private RawDocument decode(byte[] payload, MessageHeader header) {
        var message = OpMsg.decode(payload, 0, payload.length);
        if (message.moreToCome() && !exhaustAllowed) {
            throw new WireException("message announces another one that was not asked for");
        }
        moreToCome = message.moreToCome();
        if (moreToCome) {
            // The next answer names this one as what it answers.
            requestId = header.requestId();
        }
        return message.folded();
    }
}
