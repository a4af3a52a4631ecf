package dev.morelia.internal.net;

import dev.morelia.internal.errordetail.TlsFailure;
import dev.morelia.result.Problem;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Says in words what the JDK's exceptions mean. */
final class TlsFailures {

    private static final String CERTIFICATE_REQUESTED = "dev.morelia.certificateRequested";

    private TlsFailures() {}

    /** Notes that the server has requested a client certificate and there is none. */
    static void certificateMissing(@Nullable SSLSession handshake) {
        if (handshake != null) {
            handshake.putValue(CERTIFICATE_REQUESTED, true);
        }
    }

    private static boolean isCertificateMissing(@Nullable SSLSession session) {
        return session != null && session.getValue(CERTIFICATE_REQUESTED) != null;
    }

    /** What went wrong in the handshake. */
    static TlsFailure inHandshake(SSLException e, SSLEngine engine, @Nullable SSLSession session) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateRejected rejected) {
                return failure(rejected.problem(), String.valueOf(rejected.getMessage()), e);
            }
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("nrecognized SSL message") || (message.contains("lain") && message.contains("text"))) {
            return failure(
                    Problem.TLS_NOT_SPOKEN, "the server does not speak TLS on this port: its reply is not TLS", e);
        }
        if (message.contains("rotocol") && (message.contains("version") || message.contains("No appropriate"))) {
            return failure(
                    Problem.TLS,
                    "no common version of TLS: this client accepts "
                            + String.join(" and ", engine.getEnabledProtocols()) + " (" + message + ")",
                    e);
        }
        return alert(e, isCertificateMissing(session));
    }

    /**
     * What went wrong after the handshake. In TLS 1.3 the client completes the handshake first, so the server may still
     * reject the client's certificate.
     */
    static TlsFailure afterHandshake(SSLException e, SSLEngine engine, boolean hasReceivedData) {
        return alert(e, !hasReceivedData && isCertificateMissing(engine.getSession()));
    }

    /** What the end of the stream means; null if nothing is known about it. */
    static @Nullable TlsFailure atEnd(SSLEngine engine, boolean hasReceivedData) {
        if (hasReceivedData) {
            return null;
        }
        if (isCertificateMissing(engine.getSession())) {
            return new TlsFailure(
                    Problem.CLIENT_CERTIFICATE,
                    "the server closed the connection after the TLS handshake"
                            + " without the client certificate that it had requested");
        }
        // A mongod closes the connection without an alert if it does not accept the certificate.
        Certificate[] presented = engine.getSession().getLocalCertificates();
        return presented != null && presented.length > 0 && presented[0] instanceof X509Certificate own
                ? new TlsFailure(
                        Problem.CLIENT_CERTIFICATE,
                        "the server closed the connection after the TLS handshake: it probably does not accept the"
                                + " client's certificate '" + own.getSubjectX500Principal() + "'")
                : null;
    }

    private static TlsFailure alert(SSLException e, boolean certificateMissing) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (!message.contains("fatal alert")) {
            return failure(Problem.TLS, e.getMessage() + origin(e), e);
        }
        if (message.contains("certificate_required") || certificateMissing) {
            return failure(
                    Problem.CLIENT_CERTIFICATE,
                    "the server requires a client certificate and this client has none (" + e.getMessage() + ")",
                    e);
        }
        for (String aboutCertificate : new String[] {
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied"
        }) {
            if (message.contains(aboutCertificate)) {
                return failure(
                        Problem.CLIENT_CERTIFICATE,
                        "the server does not accept the client's certificate (" + e.getMessage() + ")",
                        e);
            }
        }
        return failure(Problem.TLS, "the server rejected the TLS handshake (" + e.getMessage() + ")", e);
    }

    /** What a trust manager of the program has thrown; the JDK's message does not say it. */
    private static String origin(SSLException e) {
        return e.getCause() instanceof RuntimeException || e.getCause() instanceof Error ? ": " + e.getCause() : "";
    }

    private static TlsFailure failure(Problem problem, String message, SSLException origin) {
        var failure = new TlsFailure(problem, message);
        failure.addSuppressed(origin);
        return failure;
    }
}
