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
import dev.morelia.internal.command.ReplyBuffer;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.net.Transport;
import dev.morelia.internal.net.TransportException;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.WireException;
import dev.morelia.spi.Compressor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that carries one command at a time.
 *
 * <p>Sending a command takes two steps: {@link #encode} writes it into the connection's own buffer, a {@link
 * CommandOutput}, where every error of the caller is detected before a byte is sent, and {@link #roundTrip(Deadline,
 * CancelToken)} or {@link #send(Deadline, CancelToken)} sends it with one write. In between, {@link #encodedCommand}
 * provides the command for events. The reply is read and checked by a {@link ReplyInput}.
 *
 * <p>Any failure after the first byte was sent closes the connection, because it may be in the middle of a message. The
 * exception is a deadline that passes before the first byte of the reply arrives: the connection may then stay open,
 * and is usable again after {@link #lateReply} has read the reply. Used by one thread at a time, except for {@link
 * #close} and {@link #usable}, which any thread may call.
 */
public final class Connection implements AutoCloseable {

    private final Env env;
    private final Transport transport;
    private final Compression compression;
    private final CommandOutput output;
    private final ReplyInput replies;
    private final ConnectTime connectTime;
    private @Nullable Compressor negotiated;
    private ConnectionId id;
    private Limits limits = Limits.DEFAULT;
    private ServerFacts facts = ServerFacts.NONE;
    private long helloNanos;
    private @Nullable RawDocument hello;
    private @Nullable ConnectionLogin login;
    private String commandName = "";
    private Target target = Target.of("");
    private boolean acknowledged;
    private @Nullable DocumentSequence sequence;
    private int requestId;
    private boolean exhaustAllowed;
    /** Kept for the events of further replies. */
    private @Nullable RawDocument exhaustCommand;

    private volatile boolean replyLate;
    private long begunNanos;
    private Deadline deadline = Deadline.NONE;

    Connection(
            Env env,
            Transport transport,
            ConnectionId id,
            AtomicInteger requestIds,
            Compression compression,
            ConnectTime connectTime) {
        this.env = env;
        this.connectTime = connectTime;
        this.transport = transport;
        this.id = id;
        this.compression = compression;
        this.output = new CommandOutput(id.server(), requestIds, transport::close);
        this.replies = new ReplyInput(env, transport, compression);
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
        output.limits(helloLimits);
        replies.limits(helloLimits);
        ServerFacts own = HelloFields.facts(helloReply);
        facts = helloId.serviceId() == null ? own : own.behindLoadBalancer();
        id = helloId;
        negotiated = compression.negotiated(helloReply);
    }

    /** Compresses commands from now on, if the handshake has negotiated a compressor: the login is complete. */
    void startCompression() {
        if (negotiated != null) {
            output.compressWith(negotiated);
        }
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

    /** What is left of the time to establish it. */
    ConnectTime connectTime() {
        return connectTime;
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
        if (replies.moreToCome() || replyLate) {
            throw new IllegalStateException(tried() + " is still waiting for its reply");
        }
        commandName = command.name();
        target = command.target();
        acknowledged = command.acknowledged();
        exhaustAllowed = command.exhaustAllowed();
        exhaustCommand = null;
        requestId = output.encode(command, extra, context);
        sequence = command.sequence();
        replies.expect(requestId, exhaustAllowed);
        return requestId;
    }

    /** Releases the buffer of a command that is encoded and will not be sent; does nothing if there is none. */
    public void discardEncoded() {
        sequence = null;
        if (isEncoded()) {
            output.release();
        }
    }

    /**
     * Returns a copy of the last encoded command, with its document sequence as an array, as in command events; if
     * there is {@link #moreToCome}, the command that was sent, if it was asked for before that.
     *
     * @throws IllegalStateException if no command is encoded
     */
    public RawDocument encodedCommand() {
        RawDocument kept = exhaustCommand;
        if (kept != null && !output.isEncoded()) {
            return kept;
        }
        RawDocument command = output.command();
        if (exhaustAllowed) {
            exhaustCommand = command;
        }
        return command;
    }

    /** The id of the command that was encoded last. */
    public int requestId() {
        return requestId;
    }

    /** Whether a command is encoded and not sent yet; false if its sequence turned out to be empty. */
    public boolean isEncoded() {
        return output.isEncoded();
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
        return replies.moreToCome();
    }

    /**
     * Sends the encoded command and waits for the reply; only waits if there is {@link #moreToCome}. Before it waits,
     * it tells the command's {@link DocumentSequence#sent}.
     *
     * @return the server's reply, success or not
     * @throws OperationTimeoutException if the deadline passed
     * @throws InterruptedOperationException if the thread was interrupted, with its flag then set, or the token
     *     cancelled
     * @throws ConnectionLostException if the connection broke
     * @throws ProtocolException if the received bytes are not a reply to the command
     */
    public Reply roundTrip(Deadline deadline, CancelToken token) {
        return roundTrip(null, deadline, token);
    }

    /**
     * The same with a reply that is read into a buffer, for a single reply that nobody but the owner of the buffer
     * gets.
     *
     * @param buffer where the documents of a first batch are then; null for a reply in memory of its own
     */
    public Reply roundTrip(@Nullable ReplyBuffer buffer, Deadline deadline, CancelToken token) {
        begin(true, deadline, token);
        boolean sent = replies.moreToCome();
        boolean complete = false;
        try {
            if (!sent) {
                transport.write(output.message(), 0, output.length());
                sent = true;
                output.release();
                whileServerWorks();
            }
            replies.begin();
            if (!transport.awaitReply()) {
                replyLate = true;
                throw timedOut(RetryAdvice.OUTCOME_UNKNOWN, null);
            }
            transport.require(MessageHeader.BYTES);
            var reply = replies.receive(id.server(), buffer);
            complete = true;
            return reply;
        } catch (TransportException e) {
            throw lost(e, sent || mayHaveSentAll(e));
        } catch (WireException | BsonException e) {
            throw malformed(e);
        } finally {
            end(complete);
        }
    }

    /** The documents that were sent may be followed by others, to be encoded now. */
    private void whileServerWorks() {
        DocumentSequence inMessage = sequence;
        if (inMessage != null) {
            sequence = null;
            inMessage.sent(new ReplyWatch(env, transport));
        }
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
                // Into an array of its own: the owner of a buffer has not waited.
                var reply = replies.receive(id.server(), null);
                complete = !replies.moreToCome();
                return reply;
            } finally {
                end(complete);
            }
        } catch (TransportException | WireException | BsonException broken) {
            transport.close();
            return null;
        }
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
            transport.write(output.message(), 0, output.length());
            output.release();
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
        if (!replies.moreToCome()) {
            output.requireEncoded();
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
        if (!open || !complete || (transport.available() > 0 && !replies.moreToCome())) {
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
}
