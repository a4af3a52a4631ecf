package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.errordetail.ProxyFailure;
import dev.morelia.internal.errordetail.TlsFailure;
import dev.morelia.result.Problem;
import dev.morelia.topology.ServerAddress;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A connection could not be opened. Nothing was sent on it but the handshake. */
public final class ConnectionOpenException extends ConnectionException {
    /** The step before there is a connection at all. */
    public static final String CONNECTING = "connecting";

    /** The last step, after the handshake. */
    public static final String AUTHENTICATING = "authentication";

    private static final String TLS_HANDSHAKE = "TLS handshake";
    private static final String PROXY_HANDSHAKE = "proxy handshake";
    private static final String HELLO = "hello";

    private static final long serialVersionUID = 1;

    private final String step;

    /**
     * A connection that could not be opened.
     *
     * @param server the server to connect to
     * @param step what failed, as in {@code connecting}, {@code TLS handshake}, {@code hello} or {@code authentication}
     * @param elapsed how long it was tried
     * @param cause the cause, or null
     */
    public ConnectionOpenException(ServerAddress server, String step, Duration elapsed, @Nullable Throwable cause) {
        super(
                "No connection to " + server + ": " + step + " failed after " + Argument.shown(elapsed)
                        + reported(cause) + ". " + advice(server, step, cause),
                server,
                RetryAdvice.SAFE,
                cause);
        this.step = step;
    }

    /** What failed, as in {@code connecting}, {@code TLS handshake}, {@code hello} or {@code authentication}. */
    public String step() {
        return step;
    }

    /** Whether TLS could not be established. */
    public boolean isTlsHandshake() {
        return step.equals(TLS_HANDSHAKE);
    }

    /** Whether the proxy did not connect to the server. */
    public boolean isProxyHandshake() {
        return step.equals(PROXY_HANDSHAKE);
    }

    /** Leaves out what an error of the handshake says about the handshake command: the caller did not send it. */
    private static String reported(@Nullable Throwable cause) {
        if (cause instanceof ServerException rejected) {
            return ": " + rejected.reportedError().description();
        }
        return because(cause instanceof MongoException ? origin(cause) : cause);
    }

    private static String advice(ServerAddress server, String step, @Nullable Throwable cause) {
        return switch (origin(cause)) {
            case UnknownHostException unknown -> "DNS does not know the name " + server.host() + ": check its spelling";
            case ConnectException refused ->
                "Nothing is listening on " + server + ": check that the server is running and that the port is correct";
            case NoRouteToHostException unreachable -> "There is no route to the host: check address and firewall";
            case SocketTimeoutException silent
            when step.equals(PROXY_HANDSHAKE) -> "The proxy did not respond: " + Problem.PROXY.nextStep();
            case SocketTimeoutException silent
            when !step.equals(CONNECTING) ->
                "The connection was established, but the " + (step.equals(AUTHENTICATING) ? step : "handshake")
                        + " got no reply: " + Problem.TIMED_OUT.nextStep();
            case SocketTimeoutException silent ->
                "The server did not respond: check address, firewall and connectTimeout";
            case ProxyFailure proxy -> "What to do: " + Problem.PROXY.nextStep();
            case TlsFailure tls -> "What to do: " + tls.problem().nextStep();
            case SSLException tls ->
                "Check that the server expects TLS on this port, and the certificates of both sides";
            case ServerException refused ->
                "The server rejected the " + (step.equals(AUTHENTICATING) ? step : "handshake") + ": check its log";
            case null, default ->
                cause instanceof ProtocolException
                        ? "Check that it is a MongoDB server that listens there"
                        : step.equals(TLS_HANDSHAKE)
                                ? "What to do: " + Problem.TLS_NOT_SPOKEN.nextStep()
                                : step.equals(HELLO)
                                        ? "What to do: " + Problem.CONNECTION_LOST.nextStep()
                                        : "Check that a server runs there and that nothing in between cuts the"
                                                + " connection";
        };
    }

    private ConnectionOpenException(ConnectionOpenException original) {
        super(original);
        step = original.step;
    }

    @Override
    ConnectionOpenException copy() {
        return new ConnectionOpenException(this);
    }
}
