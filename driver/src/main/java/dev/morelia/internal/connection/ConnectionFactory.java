package dev.morelia.internal.connection;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.event.ConnectionId;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.HelloFields;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.StableApi;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.net.Transport;
import dev.morelia.internal.net.TransportException;
import dev.morelia.internal.net.TransportFactory;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ServerApi;
import dev.morelia.topology.ServerAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: transport, then handshake. One per client. Thread-safe. {@link #close} does not close the
 * connections, whoever opened them does.
 */
public final class ConnectionFactory implements AutoCloseable {

    private final Env env;
    private final TransportFactory transports;
    private final Handshake handshake;
    private final long connectTimeoutNanos;
    private final @Nullable ServerApi serverApi;
    private final boolean functionAsAService;
    private final AtomicInteger requestIds = new AtomicInteger();

    /** A factory of connections as the settings want them. */
    public ConnectionFactory(Background background, ClientSettings settings) {
        this.env = background.env();
        this.transports = new TransportFactory(background, settings.socket().socketKeepAlive());
        var host = HostEnvironment.ofThisProcess();
        this.handshake = new Handshake(settings, host);
        this.serverApi = settings.serverApi();
        this.functionAsAService = ClientMetadata.isFunctionAsAService(host);
        var connectTimeout = settings.socket().connectTimeout();
        this.connectTimeoutNanos = connectTimeout.isZero() ? Long.MAX_VALUE : connectTimeout.toNanos();
    }

    /**
     * Opens a connection for operations. Connecting and the handshake may each take as long as {@code connectTimeout}
     * says, and together as long as the deadline allows.
     *
     * @param server where to
     * @param driverConnectionId the connection's number in its pool
     * @throws ConnectionOpenException when it could not be opened
     * @throws InterruptedOperationException when the thread was interrupted, whose flag is set then, or the token
     *     cancelled
     * @throws OperationTimeoutException when the deadline passed, before {@code connectTimeout} did
     * @throws ProtocolException when the answer to the handshake was none
     */
    public Connection open(ServerAddress server, long driverConnectionId, Deadline deadline, CancelToken token) {
        // Here a login will follow the handshake, once a client can act for a user.
        var connection = openForMonitor(server, driverConnectionId, deadline, token);
        var unused = connection.takeHello();
        return connection;
    }

    /** As {@link #open}, without a login: a server tells anybody how it is, and a monitor needs no more. */
    public Connection openForMonitor(
            ServerAddress server, long driverConnectionId, Deadline deadline, CancelToken token) {
        var connection = connect(server, driverConnectionId, deadline, token);
        boolean complete = false;
        try {
            handshake(connection, deadline, token);
            complete = true;
            return connection;
        } finally {
            if (!complete) {
                connection.close();
            }
        }
    }

    /**
     * The addresses behind a server's name.
     *
     * @throws TransportException when none is known
     */
    public List<SocketAddress> lookUp(ServerAddress server, Deadline deadline, CancelToken token)
            throws TransportException {
        return transports.remotes(server, stepDeadline(deadline), token);
    }

    /** The first step of {@link #open}, for those who look at each by itself; {@link #handshake} is the second one. */
    public Connection connect(ServerAddress server, long driverConnectionId, Deadline deadline, CancelToken token) {
        var transport = transport(server, deadline, token);
        return new Connection(env, transport, new ConnectionId(server, driverConnectionId, null), requestIds);
    }

    /** Writes the fields that every command carries, for those who send theirs without the executor; null for none. */
    public @Nullable Consumer<BsonOutput> apiFields() {
        return serverApi == null ? null : output -> StableApi.write(output, serverApi);
    }

    /**
     * Adds what a library tells that wraps this driver to the handshakes of connections opened from now on.
     *
     * @throws IllegalArgumentException if the handshake has no room for it
     */
    public void appendMetadata(WrappingLibrary library) {
        handshake.append(library);
    }

    /** Whether this process is one of a service that runs functions, and freezes it between two calls. */
    public boolean isFunctionAsAService() {
        return functionAsAService;
    }

    /** Ends the thread that watches over deadlines. Connections that are still open lose them. */
    @Override
    public void close() {
        transports.close();
    }

    private Transport transport(ServerAddress server, Deadline deadline, CancelToken token) {
        long started = env.nanoTime();
        try {
            return transports.open(server, stepDeadline(deadline), token);
        } catch (TransportException e) {
            switch (e.reason()) {
                case CANCELLED, INTERRUPTED ->
                    throw new InterruptedOperationException(
                            server, ConnectionOpenException.CONNECTING, RetryAdvice.SAFE, e);
                case TIMED_OUT -> throw timeout(server, ConnectionOpenException.CONNECTING, started, deadline, e);
                default ->
                    throw new ConnectionOpenException(
                            server, ConnectionOpenException.CONNECTING, elapsedSince(started), e);
            }
        }
    }

    /** The second step of {@link #open}. */
    public void handshake(Connection connection, Deadline deadline, CancelToken token) {
        var server = connection.id().server();
        long started = env.nanoTime();
        try {
            var hello = HelloFields.present(connection
                    .roundTrip(handshake.command(), null, stepDeadline(deadline), token)
                    .document());
            var refused = ReplyErrors.find("the handshake", new Reply(hello, server));
            if (refused != null) {
                throw refused;
            }
            connection.handshakeDone(
                    hello,
                    Handshake.limits(hello),
                    Handshake.identified(connection.id(), hello),
                    env.nanoTime() - started);
        } catch (OperationTimeoutException e) {
            throw timeout(server, "hello", started, deadline, new SocketTimeoutException("timed out"));
        } catch (InterruptedOperationException e) {
            throw new InterruptedOperationException(server, "hello", RetryAdvice.SAFE, e.getCause());
        } catch (ServerException refused) {
            throw refused(server, started, refused);
        } catch (ProtocolException e) {
            var cause = new ProtocolException(server, origin(e));
            throw new ConnectionOpenException(server, "hello", elapsedSince(started), cause);
        } catch (ConnectionException | BsonException e) {
            throw new ConnectionOpenException(server, "hello", elapsedSince(started), origin(e));
        }
        if (!connection.usable()) {
            // The answer was there, but before the turn ended its time was up or it was called off.
            throw token.isCancelled()
                    ? new InterruptedOperationException(server, "hello", RetryAdvice.SAFE, null)
                    : timeout(server, "hello", started, deadline, new SocketTimeoutException("timed out"));
        }
    }

    /** The server's code and reply stay with the cause, its labels count as those of the failure to connect. */
    private ConnectionOpenException refused(ServerAddress server, long startedNanos, ServerException refused) {
        var failure = new ConnectionOpenException(server, "hello", elapsedSince(startedNanos), refused);
        refused.errorLabels().forEach(ErrorNotes.of(failure)::addErrorLabel);
        return failure;
    }

    /** What an error says of a command, and of executing it, is no answer for those who never sent one. */
    private static Throwable origin(RuntimeException failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    private Deadline stepDeadline(Deadline deadline) {
        return Deadline.after(env.nanoTime(), connectTimeoutNanos).earlier(deadline);
    }

    /** Whose time was up: the whole operation's, or that of this step, which another server may do faster. */
    private MongoException timeout(
            ServerAddress server, String step, long startedNanos, Deadline deadline, Exception cause) {
        if (deadline.hasPassed(env.nanoTime())) {
            var timeout = Duration.ofNanos(deadline.timeoutNanos());
            return new OperationTimeoutException(server, step, timeout, RetryAdvice.SAFE, cause);
        }
        return new ConnectionOpenException(server, step, elapsedSince(startedNanos), cause);
    }

    private Duration elapsedSince(long startedNanos) {
        return Duration.ofNanos(env.nanoTime() - startedNanos);
    }
}
