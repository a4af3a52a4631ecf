package dev.morelia.internal.connection;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.argument.Argument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@code client} document of the handshake, which identifies the client in the server's log. At most 512 bytes: the
 * rest is omitted in the order that the specification gives. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/mongodb-handshake/handshake.md">MongoDB
 *     Handshake</a>
 */
final class ClientMetadata {

    static final int MAXIMUM_BYTES = 512;

    private static final String DRIVER_NAME = "morelia";

    private final @Nullable String applicationName;
    private final HostEnvironment host;
    private final List<WrappingLibrary> libraries;
    private final RawDocument document;

    private ClientMetadata(@Nullable String applicationName, HostEnvironment host, List<WrappingLibrary> libraries) {
        this.applicationName = applicationName;
        this.host = host;
        this.libraries = libraries;
        this.document = encoded(applicationName, host, libraries);
    }

    /**
     * Returns the driver's own metadata.
     *
     * @param applicationName name of the application, at most 128 bytes, or null
     * @param host information about the process and its host
     */
    static ClientMetadata of(@Nullable String applicationName, HostEnvironment host) {
        return new ClientMetadata(applicationName, host, List.of());
    }

    /**
     * Returns a copy with the metadata of a wrapping library added, unless it is already included.
     *
     * @throws IllegalArgumentException if the metadata becomes too large
     */
    ClientMetadata with(WrappingLibrary library) {
        if (libraries.contains(library)) {
            return this;
        }
        var more = new ArrayList<>(libraries);
        more.add(library);
        var metadata = new ClientMetadata(applicationName, host, List.copyOf(more));
        if (metadata.document.length() > MAXIMUM_BYTES) {
            throw Argument.rejected(
                    "driverInfo",
                    library,
                    "is too long: the client metadata must not exceed " + MAXIMUM_BYTES + " bytes");
        }
        return metadata;
    }

    /** The document to send. */
    RawDocument document() {
        return document;
    }

    private static RawDocument encoded(
            @Nullable String applicationName, HostEnvironment host, List<WrappingLibrary> libraries) {
        var client = new Document();
        if (applicationName != null) {
            client.append("application", Document.of("name", applicationName));
        }
        var driver = Document.of("name", joined(DRIVER_NAME, libraries, WrappingLibrary::name))
                .append("version", joined(host.driverVersion(), libraries, WrappingLibrary::version));
        client.append("driver", driver);
        client.append("os", os(host));
        client.append("platform", joined(host.platform(), libraries, WrappingLibrary::platform));
        var env = env(host);
        if (!env.isEmpty()) {
            client.append("env", env);
        }
        return fitted(client, env);
    }

    /** The driver's own value, followed by those of the libraries that have one. */
    private static String joined(
            String own, List<WrappingLibrary> libraries, Function<WrappingLibrary, @Nullable String> value) {
        var joined = new StringBuilder(own);
        for (WrappingLibrary library : libraries) {
            String more = value.apply(library);
            if (more != null) {
                joined.append(WrappingLibrary.DELIMITER).append(more);
            }
        }
        return joined.toString();
    }

    private static RawDocument fitted(Document client, Document env) {
        if (RawDocument.encode(client).length() > MAXIMUM_BYTES && !env.isEmpty()) {
            if (env.containsKey("name")) {
                client.append("env", Document.of("name", env.string("name")));
            } else {
                client.remove("env");
            }
        }
        if (RawDocument.encode(client).length() > MAXIMUM_BYTES) {
            client.append("os", Document.of("type", client.document("os").string("type")));
        }
        if (RawDocument.encode(client).length() > MAXIMUM_BYTES) {
            client.remove("env");
        }
        int excess = RawDocument.encode(client).length() - MAXIMUM_BYTES;
        if (excess > 0) {
            client.append("platform", shortened(client.string("platform"), excess));
        }
        return RawDocument.encode(client);
    }

    /** Truncates a text by at least this many bytes, never within a character. */
    private static String shortened(String text, int excessBytes) {
        int end = text.length();
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        int maximumBytes = Math.max(length - excessBytes, 0);
        while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > maximumBytes) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }

    private static Document os(HostEnvironment host) {
        return Document.of("type", osType(host.osName()))
                .append("name", host.osName())
                .append("architecture", host.osArchitecture())
                .append("version", host.osVersion());
    }

    private static String osType(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("linux")) {
            return "Linux";
        }
        if (lower.startsWith("mac")) {
            return "Darwin";
        }
        if (lower.startsWith("windows")) {
            return "Windows";
        }
        if (lower.endsWith("bsd")) {
            return "BSD";
        }
        return lower.startsWith("aix") || lower.startsWith("sunos") || lower.startsWith("hp-ux") ? "Unix" : "unknown";
    }

    private static Document env(HostEnvironment host) {
        var env = new Document();
        var variables = host.variables();
        switch (function(variables)) {
            case "aws.lambda" -> {
                env.append("name", "aws.lambda");
                text(env, "region", variables.get("AWS_REGION"));
                number(env, "memory_mb", variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
            }
            case "azure.func" -> env.append("name", "azure.func");
            case "gcp.func" -> {
                env.append("name", "gcp.func");
                number(env, "memory_mb", variables.get("FUNCTION_MEMORY_MB"));
                number(env, "timeout_sec", variables.get("FUNCTION_TIMEOUT_SEC"));
                text(env, "region", variables.get("FUNCTION_REGION"));
            }
            case "vercel" -> {
                env.append("name", "vercel");
                text(env, "region", variables.get("VERCEL_REGION"));
            }
            default -> {}
        }
        var container = new Document();
        if (host.docker()) {
            container.append("runtime", "docker");
        }
        if (isSet(variables, "KUBERNETES_SERVICE_HOST")) {
            container.append("orchestrator", "kubernetes");
        }
        if (!container.isEmpty()) {
            env.append("container", container);
        }
        return env;
    }

    /** Whether this process runs in a function-as-a-service environment. */
    static boolean isFunctionAsAService(HostEnvironment host) {
        return !function(host.variables()).isEmpty();
    }

    /** The function-as-a-service provider of this process; empty for none, or if the variables are contradictory. */
    private static String function(Map<String, String> variables) {
        boolean aws = variables.getOrDefault("AWS_EXECUTION_ENV", "").startsWith("AWS_Lambda_")
                || isSet(variables, "AWS_LAMBDA_RUNTIME_API");
        boolean azure = isSet(variables, "FUNCTIONS_WORKER_RUNTIME");
        boolean gcp = isSet(variables, "K_SERVICE") || isSet(variables, "FUNCTION_NAME");
        boolean vercel = isSet(variables, "VERCEL");
        int signs = (aws && !vercel ? 1 : 0) + (azure ? 1 : 0) + (gcp ? 1 : 0) + (vercel ? 1 : 0);
        if (signs != 1) {
            return "";
        }
        if (vercel) {
            return "vercel";
        }
        if (aws) {
            return "aws.lambda";
        }
        return azure ? "azure.func" : "gcp.func";
    }

    private static boolean isSet(Map<String, String> variables, String name) {
        return !variables.getOrDefault(name, "").isEmpty();
    }

    private static void text(Document target, String field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            target.append(field, value);
        }
    }

    private static void number(Document target, String field, @Nullable String value) {
        if (value != null && value.matches("[0-9]{1,9}")) {
            target.append(field, Integer.parseInt(value));
        }
    }
}
