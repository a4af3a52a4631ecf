package dev.morelia.internal.connection;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.event.ConnectionId;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.HelloFields;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.StableApi;
import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.errordetail.TlsFailure;
import dev.morelia.internal.identity.Authenticator;
import dev.morelia.internal.identity.IdentityProviders;
import dev.morelia.internal.net.Transport;
import dev.morelia.internal.net.TransportException;
import dev.morelia.internal.net.TransportFactory;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.result.Problem;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ServerApi;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerType;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Establishes connections: transport, handshake, authentication. One per client. Thread-safe. Their
 * owners close the connections; {@link #close} closes those that are left.
 */
public final class ConnectionFactory implements AutoCloseable {

    private final Env env;
    private final TransportFactory transports;
    private final Compression compression;
    private final Handshake handshake;
    private final ConnectTime.Limits limits;
    private final @Nullable ServerApi serverApi;
    private final boolean functionAsAService;
    private final IdentityProviders providers;
    private volatile @Nullable Login login;
    private final AtomicInteger requestIds = new AtomicInteger();

    /** Creates a factory for connections with the given settings, and without compression. */
    public ConnectionFactory(Background background, ClientSettings settings) {
        this(background, settings, IdentityProviders.NONE, Compression.NONE);
    }

    /**
     * Creates a factory for connections with the given settings.
     *
     * @param providers the program's own code that helps to authenticate
     * @param compression the compressors to offer; closed with this factory
     * @throws IllegalArgumentException if the credential needs something that is missing, or does not need something
     *     that is given
     */
    public ConnectionFactory(
            Background background, ClientSettings settings, IdentityProviders providers, Compression compression) {
        this.env = background.env();
        this.transports = new TransportFactory(background, settings.socket(), settings.tls());
        var host = HostEnvironment.ofThisProcess();
        this.compression = compression;
        this.handshake = new Handshake(settings, host, compression.names());
        this.serverApi = settings.serverApi();
        this.functionAsAService = ClientMetadata.isFunctionAsAService(host);
        this.limits = ConnectTime.Limits.of(settings);
        this.providers = providers;
        providers.check(settings.credential());
        this.login = login(settings);
    }

    private @Nullable Login login(ClientSettings settings) {
        var credential = settings.credential();
        return credential == null
                ? null
                : new Login(env, credential, Authenticator.of(env, credential, providers), limits, apiFields());
    }

    /**
     * Establishes a connection for operations, but for {@link #authenticate}. All steps together, from the lookup of
     * the server's name to the last reply of the login, may take up to {@code connectTimeout}, and until the deadline.
     *
     * @param server the server
     * @param driverConnectionId the connection's number
     * @throws ConnectionOpenException if it could not be established
     * @throws InterruptedOperationException if the thread was interrupted, with its flag then set, or the token
     *     cancelled
     * @throws OperationTimeoutException if the deadline passed, before {@code connectTimeout} did
     * @throws ProtocolException if the received bytes are not a reply to the handshake
     */
    public Connection open(ServerAddress server, long driverConnectionId, Deadline deadline, CancelToken token) {
        return open(server, driverConnectionId, deadline, token, connection -> {
            handshake(connection, deadline, token);
            var unused = connection.takeHello();
        });
    }

    /** Like {@link #open}, for a connection without authentication, which a server does not require for a heartbeat. */
    public Connection openForMonitor(
            ServerAddress server, long driverConnectionId, Deadline deadline, CancelToken token) {
        return open(
                server,
                driverConnectionId,
                deadline,
                token,
                connection -> handshake(connection, null, deadline, token));
    }

    private Connection open(
            ServerAddress server,
            long driverConnectionId,
            Deadline deadline,
            CancelToken token,
            Consumer<Connection> handshakes) {
        var connection = connect(server, driverConnectionId, deadline, token);
        boolean complete = false;
        try {
            performAll(connection, deadline, token);
            handshakes.accept(connection);
            complete = true;
            return connection;
        } finally {
            if (!complete) {
                connection.close();
            }
        }
    }

    /**
     * Resolves a server's name to addresses.
     *
     * @throws TransportException if there is none
     */
    public List<SocketAddress> lookUp(ServerAddress server, Deadline deadline, CancelToken token)
            throws TransportException {
        return transports.remotes(server, limits.begin(env).limit(deadline), token);
    }

    /**
     * The first step of {@link #open}, for callers that check each step; {@link #perform} is the next for each of the
     * transport's steps, then {@link #handshake} and {@link #authenticate}.
     */
    public Connection connect(ServerAddress server, long driverConnectionId, Deadline deadline, CancelToken token) {
        var time = limits.begin(env);
        var transport = transport(server, time, deadline, token);
        return new Connection(
                env, transport, new ConnectionId(server, driverConnectionId, null), requestIds, compression, time);
    }

    /**
     * Writes the fields of the stable API that every command carries, for callers that do not use the executor; null
     * for none.
     */
    public @Nullable Consumer<BsonOutput> apiFields() {
        return serverApi == null ? null : output -> StableApi.write(output, serverApi);
    }

    /**
     * Appends a wrapping library to the client metadata of connections established from now on.
     *
     * @throws IllegalArgumentException if the metadata becomes too large
     */
    public void appendMetadata(WrappingLibrary library) {
        handshake.append(library);
    }

    /** Replaces the settings with those that DNS has completed; no connection was established before. */
    public void use(ClientSettings complete) {
        handshake.use(complete);
        login = login(complete);
    }

    /** Whether this process runs in a function-as-a-service environment, which freezes it between calls. */
    public boolean isFunctionAsAService() {
        return functionAsAService;
    }

    /**
     * Stops the watchdog thread, closes connections that are still open and frees the memory of compressors.
     */
    @Override
    public void close() {
        transports.close();
        compression.close();
    }

    private Transport transport(ServerAddress server, ConnectTime time, Deadline deadline, CancelToken token) {
        long started = env.nanoTime();
        try {
            return transports.open(server, time.limit(deadline), token);
        } catch (TransportException e) {
            throw failed(server, ConnectionOpenException.CONNECTING, started, deadline, e);
        } finally {
            time.spend(started);
        }
    }

    /** A step between connecting and the handshake; does nothing if the connection does not need it. */
    public void perform(Transport.Step step, Connection connection, Deadline deadline, CancelToken token) {
        if (!connection.requires(step)) {
            return;
        }
        long started = env.nanoTime();
        try {
            connection.transport().perform(step, connection.connectTime().limit(deadline), token);
        } catch (TransportException e) {
            throw failed(connection.id().server(), step.toString(), started, deadline, e);
        } finally {
            connection.connectTime().spend(started);
        }
    }

    private void performAll(Connection connection, Deadline deadline, CancelToken token) {
        for (Transport.Step step : Transport.Step.values()) {
            perform(step, connection, deadline, token);
        }
    }

    private MongoException failed(
            ServerAddress server, String step, long startedNanos, Deadline deadline, TransportException e) {
        return switch (e.reason()) {
            case CANCELLED, INTERRUPTED -> new InterruptedOperationException(server, step, RetryAdvice.SAFE, e);
            case TIMED_OUT -> {
                var cause = e.getCause() == null ? new SocketTimeoutException("timed out") : e;
                yield timeout(server, step, startedNanos, deadline, cause);
            }
            default -> new ConnectionOpenException(server, step, elapsedSince(startedNanos), e);
        };
    }

    /** The second step of {@link #open}. */
    public void handshake(Connection connection, Deadline deadline, CancelToken token) {
        var present = login;
        var begun = present == null ? null : present.begin(connection.id().server(), deadline, token);
        handshake(connection, begun, deadline, token);
        if (begun != null && connection.facts().type() != ServerType.RS_ARBITER) {
            connection.login(begun);
        }
    }

    /** The third step of {@link #open}; does nothing without a credential, and for arbiters, which know no users. */
    public void authenticate(Connection connection, Deadline deadline, CancelToken token) {
        connection.authenticate(deadline, token);
        connection.startCompression();
    }

    private void handshake(
            Connection connection, @Nullable ConnectionLogin begun, Deadline deadline, CancelToken token) {
        var server = connection.id().server();
        long started = env.nanoTime();
        try {
            var hello = HelloFields.present(connection
                    .roundTrip(
                            handshake.command(begun),
                            null,
                            connection.connectTime().limit(deadline),
                            token)
                    .document());
            var shown = begun == null || SaslCommand.isOk(hello) ? hello : begun.errorOf(hello);
            var rejected = ReplyErrors.find("the handshake", new Reply(shown, server));
            if (rejected != null) {
                throw rejected;
            }
            if (begun != null) {
                begun.handshakeDone(hello);
            }
            connection.handshakeDone(
                    hello,
                    Handshake.limits(hello),
                    handshake.identified(connection.id(), hello),
                    env.nanoTime() - started);
        } catch (OperationTimeoutException e) {
            throw timeout(server, "hello", started, deadline, new SocketTimeoutException("timed out"));
        } catch (InterruptedOperationException e) {
            throw new InterruptedOperationException(server, "hello", RetryAdvice.SAFE, e.getCause());
        } catch (ServerException rejected) {
            throw rejected(server, started, rejected);
        } catch (ProtocolException e) {
            var cause = new ProtocolException(server, origin(e));
            throw new ConnectionOpenException(server, "hello", elapsedSince(started), tlsExpected(connection, cause));
        } catch (ConnectionException | BsonException e) {
            throw new ConnectionOpenException(
                    server, "hello", elapsedSince(started), tlsExpected(connection, origin(e)));
        } finally {
            connection.connectTime().spend(started);
        }
        if (!connection.usable()) {
            // The reply arrived, but the time was up or the operation was cancelled before the turn ended.
            throw token.isCancelled()
                    ? new InterruptedOperationException(server, "hello", RetryAdvice.SAFE, null)
                    : timeout(server, "hello", started, deadline, new SocketTimeoutException("timed out"));
        }
    }

    /** The server's code and reply stay with the cause; its labels apply to the failure to connect. */
    private ConnectionOpenException rejected(ServerAddress server, long startedNanos, ServerException rejected) {
        var failure = new ConnectionOpenException(server, "hello", elapsedSince(startedNanos), rejected);
        rejected.errorLabels().forEach(ErrorNotes.of(failure)::addErrorLabel);
        return failure;
    }

    /** Error details about a command and its execution do not concern a caller that never sent one. */
    static Throwable origin(RuntimeException failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    /** A server that expects TLS replies in TLS, if at all. */
    private static Throwable tlsExpected(Connection connection, Throwable failure) {
        if (connection.requires(Transport.Step.TLS) || !connection.transport().receivesTls()) {
            return failure;
        }
        var expected = new TlsFailure(Problem.TLS_EXPECTED, "the server replied in TLS, which is not switched on here");
        expected.addSuppressed(failure);
        return expected;
    }

    /**
     * Reports whose time was up: that of the whole operation, or of this step, which another server may complete
     * faster.
     */
    private MongoException timeout(
            ServerAddress server, String step, long startedNanos, Deadline deadline, Exception cause) {
        if (deadline.hasPassed(env.nanoTime())) {
            var last = new LastStep(Step.CONNECTING, elapsedSince(startedNanos));
            return new OperationTimeoutException(server, step, deadline.timeout(), last, RetryAdvice.SAFE, cause);
        }
        return new ConnectionOpenException(server, step, elapsedSince(startedNanos), cause);
    }

    private Duration elapsedSince(long startedNanos) {
        return Duration.ofNanos(env.nanoTime() - startedNanos);
    }
}
