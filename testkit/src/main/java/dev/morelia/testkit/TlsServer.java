package dev.morelia.testkit;

import dev.morelia.testkit.tls.TestAuthority;
import dev.morelia.testkit.tls.TestCertificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * How a {@link Mongod} speaks TLS.
 *
 * @param requiresCertificate whether clients must have a certificate of the authority
 */
record TlsServer(TestAuthority authority, TestCertificate certificate, boolean requiresCertificate) {

    Path authorityFile(Path folder) {
        return folder.resolve("ca.pem");
    }

    /** Writes the files and returns the arguments that name them. */
    List<String> arguments(Path folder) {
        var authorityFile = authority.own().writeCertificateTo(authorityFile(folder));
        var certificateFile = certificate.writeTo(folder.resolve("server.pem"));
        var arguments = new ArrayList<>(List.of("--tlsMode", "requireTLS", "--tlsCAFile", authorityFile.toString()));
        arguments.addAll(List.of("--tlsCertificateKeyFile", certificateFile.toString()));
        if (!requiresCertificate) {
            arguments.add("--tlsAllowConnectionsWithoutCertificates");
        }
        return arguments;
    }

    /** For the test kit's own connections. */
    SSLContext context() {
        return authority.context(certificate);
    }
}
