package dev.morelia.internal.topology;

import dev.morelia.error.AuthenticationException;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.ServerException;
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
        if (failure instanceof AuthenticationException) {
            boolean unavailable = failure.getCause() instanceof ServerException error
                    && error.code() == ErrorCode.MECHANISM_UNAVAILABLE.number();
            return unavailable ? Problem.MECHANISM : Problem.AUTHENTICATION;
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
            return Problem.TIMED_OUT;
        }
        boolean network = origin instanceof ConnectionException || origin instanceof IOException;
        return network ? Problem.CONNECTION_LOST : Problem.OTHER;
    }
}
