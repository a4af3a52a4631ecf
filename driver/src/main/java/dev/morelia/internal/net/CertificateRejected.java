package dev.morelia.internal.net;

import dev.morelia.result.Problem;
import java.security.cert.CertificateException;

/** The server's certificate is not accepted. The message says why, in words for people. */
final class CertificateRejected extends CertificateException {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    CertificateRejected(Problem problem, String message, CertificateException cause) {
        super(message, cause);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
