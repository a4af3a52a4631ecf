package dev.morelia.internal.topology;

import dev.morelia.error.AuthenticationException;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.errordetail.ProxyFailure;
import dev.morelia.internal.errordetail.TlsFailure;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.sdam.ApplicationError;
import dev.morelia.internal.wire.WireException;
import dev.morelia.result.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Classifies the failures that make a server unreachable or unusable. Pure. */
public final class Problems {
    private Problems() {}

    /** Whether a server requires authentication from this client. */
    public static boolean requiresAuthentication(Throwable failure) {
        return failure instanceof CommandException error && error.code() == ErrorCode.UNAUTHORIZED.number();
    }

    /** The kind of problem that makes a server unreachable or unusable. */
    public static Problem of(Throwable failure) {
        if (failure instanceof AuthenticationException rejected) {
            return rejected.problem();
        }
        Throwable origin = ApplicationError.origin(failure);
        return switch (origin) {
            case UnknownHostException unknown -> Problem.DNS;
            case ProxyFailure proxy -> Problem.PROXY;
            case TlsFailure tls -> tls.problem();
            case SSLException tls -> Problem.TLS;
            case NoRouteToHostException unreachable -> Problem.UNREACHABLE;
            case WireException unreadable -> Problem.NOT_MONGODB;
            case UnsupportedFeatureException unsupported -> Problem.NOT_BEHIND_LOAD_BALANCER;
            case ConnectException failed -> problem(String.valueOf(failed.getMessage()));
            default -> problem(failure, origin);
        };
    }

    /** The JDK has one exception for several connect errors, which differ only in their messages. */
    private static Problem problem(String connectMessage) {
        if (connectMessage.contains("nreachable")) {
            return Problem.UNREACHABLE;
        }
        return connectMessage.contains("timed out") ? Problem.TIMED_OUT : Problem.REFUSED;
    }

    private static Problem problem(Throwable failure, Throwable origin) {
        if (requiresAuthentication(failure)) {
            return Problem.LOGIN_REQUIRED;
        }
        if (ApplicationError.isTimeout(failure)) {
            boolean proxy = failure instanceof ConnectionOpenException opening && opening.isProxyHandshake();
            return proxy ? Problem.PROXY : Problem.TIMED_OUT;
        }
        boolean network = origin instanceof ConnectionException || origin instanceof IOException;
        if (!network) {
            return Problem.OTHER;
        }
        // A MongoDB server without TLS closes the connection when it receives the first message of a TLS handshake.
        return failure instanceof ConnectionOpenException opening && opening.isTlsHandshake()
                ? Problem.TLS_NOT_SPOKEN
                : Problem.CONNECTION_LOST;
    }
}
