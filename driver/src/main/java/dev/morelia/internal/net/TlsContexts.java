package dev.morelia.internal.net;

import static java.util.stream.Collectors.joining;

import dev.morelia.internal.env.Env;
import dev.morelia.settings.Secret;
import dev.morelia.settings.TlsSettings;
import dev.morelia.topology.ServerAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the TLS connections of a client have in common: the certificates and keys of its settings, and the sessions,
 * which the server's next connections resume. When a file changes, the connections from then on use its new content;
 * if that is unusable, they keep the old one, with a warning. Thread-safe, without locks.
 */
final class TlsContexts {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.client");
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final String CA_FILE = "tlsCAFile";
    private static final String KEY_FILE = "tlsCertificateKeyFile";
    private static final String SEPARATE_KEY_FILE = "ssl_keyfile";

    private final Env env;
    private final TlsSettings settings;
    private final AtomicReference<Loaded> loaded;

    /**
     * The context of the present files.
     *
     * @param stamps the files as they were before they were read
     */
    private record Loaded(SSLContext context, List<Stamp> stamps) {}

    /** A version of a file; empty where there is no file. */
    private record Stamp(
            @Nullable Path file,
            @Nullable FileTime modified,
            long size,
            @Nullable Object key) {
        static Stamp of(@Nullable Path file) {
            try {
                if (file != null) {
                    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    return new Stamp(file, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
                }
            } catch (IOException missing) {
                // Reading it tells why.
            }
            return new Stamp(file, null, 0, null);
        }
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if one of them is unusable; the message names option, file and problem
     */
    TlsContexts(Env env, TlsSettings settings) {
        this.env = env;
        this.settings = settings;
        this.loaded = new AtomicReference<>(load());
        warnIfInsecure();
    }

    private void warnIfInsecure() {
        String allowed = settings.allowInvalidCertificates()
                ? "any certificate (tlsInsecure or tlsAllowInvalidCertificates)"
                : settings.allowInvalidHostnames()
                        ? "certificates of other hosts (tlsInsecure or tlsAllowInvalidHostnames)"
                        : null;
        if (allowed != null) {
            LOGGER.log(
                    Level.WARNING,
                    "TLS of this client is INSECURE: it accepts " + allowed
                            + ", so anyone between the client and the server can read and change everything, passwords"
                            + " included. Use this for tests only");
        }
    }

    /** Whether the code that checks certificates is unknown, so that it may wait without a limit. */
    boolean isUnknown() {
        return settings.context() != null;
    }

    /** Creates an engine for one connection to the server. */
    SSLEngine engine(ServerAddress server) {
        String host = withoutDot(server.host());
        var engine = context().createSSLEngine(host, server.port());
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols(parameters.getProtocols()));
        if (!settings.allowInvalidHostnames() && !settings.allowInvalidCertificates()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        var serverName = serverName(host);
        parameters.setServerNames(serverName == null ? List.of() : List.of(serverName));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static String[] protocols(String[] enabled) {
        return PROTOCOLS.stream().filter(Arrays.asList(enabled)::contains).toArray(String[]::new);
    }

    /** A dot at the end is for resolvers only; no certificate has it. */
    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Null for an address, which the extension does not allow, and for a name that TLS cannot express. */
    private static @Nullable SNIHostName serverName(String host) {
        if (NameLookup.isLiteral(host)) {
            return null;
        }
        try {
            return new SNIHostName(host);
        } catch (IllegalArgumentException noHostName) {
            return null;
        }
    }

    private SSLContext context() {
        Loaded present = loaded.get();
        if (settings.context() != null || present.stamps.equals(stamps())) {
            return present.context;
        }
        Loaded fresh;
        String warning = null;
        try {
            fresh = load();
        } catch (IllegalArgumentException unusable) {
            // With the new stamps, so that the same content is not read and reported again.
            fresh = new Loaded(present.context, stamps());
            warning = "A TLS file has changed and is unusable, so new connections use its earlier content: "
                    + unusable.getMessage();
        }
        if (loaded.compareAndSet(present, fresh) && warning != null) {
            LOGGER.log(Level.WARNING, warning);
        }
        return Objects.requireNonNull(loaded.get()).context;
    }

    private List<Stamp> stamps() {
        return List.of(
                Stamp.of(settings.caFile()),
                Stamp.of(settings.certificateKeyFile()),
                Stamp.of(settings.privateKeyFile()));
    }

    private Loaded load() {
        var given = settings.context();
        if (given != null) {
            requireProtocols(given);
            return new Loaded(given, List.of());
        }
        var stamps = stamps();
        var trust = trust();
        var key = clientKey();
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {key}, new TrustManager[] {trust}, null);
            requireProtocols(context);
            return new Loaded(context, stamps);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("TLS is not available in this Java runtime: " + e.getMessage(), e);
        }
    }

    private static void requireProtocols(SSLContext context) {
        if (protocols(context.createSSLEngine().getEnabledProtocols()).length == 0) {
            throw new IllegalArgumentException("The SSL context enables neither of " + PROTOCOLS);
        }
    }

    private TrustManager trust() {
        if (settings.allowInvalidCertificates()) {
            return new AnyCertificate();
        }
        Path file = settings.caFile();
        try {
            boolean checksRevocation = !settings.disableCertificateRevocationCheck();
            boolean asksEndpoints = !settings.disableOcspEndpointCheck();
            return file == null
                    ? new ServerTrust(
                            env,
                            ServerTrust.platformAuthorities(),
                            "the authorities that this Java runtime trusts (see tlsCAFile)",
                            checksRevocation,
                            asksEndpoints)
                    : new ServerTrust(
                            env,
                            certificates(CA_FILE, file, blocks(CA_FILE, file)),
                            "the authorities in tlsCAFile " + file,
                            checksRevocation,
                            asksEndpoints);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    (file == null ? "The authorities that this Java runtime trusts are" : CA_FILE + " " + file + " is")
                            + " unusable: " + e.getMessage(),
                    e);
        }
    }

    private ClientKey clientKey() {
        Path file = settings.certificateKeyFile();
        if (file == null) {
            return ClientKey.NONE;
        }
        var blocks = blocks(KEY_FILE, file);
        var certificates = certificates(KEY_FILE, file, blocks);
        Path separate = settings.privateKeyFile();
        var key = separate == null
                ? privateKey(KEY_FILE, file, blocks)
                : privateKey(SEPARATE_KEY_FILE, separate, blocks(SEPARATE_KEY_FILE, separate));
        try {
            return ClientKey.of(key, certificates);
        } catch (IllegalArgumentException e) {
            throw unusable(KEY_FILE, file, e);
        }
    }

    private PrivateKey privateKey(String option, Path file, List<Pem> blocks) {
        Secret secret = settings.certificateKeyFilePassword();
        char[] password = null;
        try {
            password = secret == null ? null : secret.chars();
            var keys = blocks.stream().filter(Pem::isPrivateKey).toList();
            if (keys.size() != 1) {
                throw new IllegalArgumentException(
                        keys.isEmpty() ? "has no private key" : "has " + keys.size() + " private keys instead of one");
            }
            return PrivateKeys.read(keys.getFirst(), password);
        } catch (IllegalArgumentException e) {
            throw unusable(option, file, e);
        } catch (IllegalStateException supplier) {
            var missing = new IllegalArgumentException(
                    "has a password that is missing: " + supplier.getMessage(), supplier.getCause());
            throw unusable(option, file, missing);
        } finally {
            if (password != null) {
                Arrays.fill(password, ' ');
            }
        }
    }

    private static List<Pem> blocks(String option, Path file) {
        String problem;
        try {
            return Pem.blocks(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException malformed) {
            throw unusable(option, file, malformed);
        } catch (NoSuchFileException missing) {
            problem = "does not exist";
        } catch (AccessDeniedException denied) {
            problem = "may not be read by this process";
        } catch (IOException e) {
            problem = "cannot be read: " + e.getMessage();
        }
        throw new IllegalArgumentException(option + " " + file + " " + problem);
    }

    private static List<X509Certificate> certificates(String option, Path file, List<Pem> blocks) {
        var certificates = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (Pem block : blocks) {
                if (block.isCertificate()) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (CertificateException malformed) {
            throw unusable(
                    option, file, new IllegalArgumentException("has a certificate that cannot be read", malformed));
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(option + " " + file + " has no certificate"
                    + (blocks.isEmpty()
                            ? ": it must be a PEM file"
                            : ", only "
                                    + blocks.stream().map(Pem::label).distinct().collect(joining(", "))));
        }
        return certificates;
    }

    private static IllegalArgumentException unusable(String option, Path file, IllegalArgumentException problem) {
        return new IllegalArgumentException(option + " " + file + " " + problem.getMessage(), problem);
    }
}
