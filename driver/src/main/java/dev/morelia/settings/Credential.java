package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who a client acts for, and how it proves that. Prints without password and without the values of its properties.
 * Immutable and thread-safe.
 *
 * @param username the user's name; null where the mechanism finds it elsewhere (in a certificate, the environment)
 * @param password the user's password, or null
 * @param source the database that knows the user, or {@code $external}; null or empty for the {@code authSource} of the
 *     connection string, or else the mechanism's default
 * @param mechanism how to prove it; null to take the best SCRAM that the server offers for this user
 * @param properties further settings of the mechanism. GSSAPI: {@code SERVICE_NAME}, {@code SERVICE_REALM}, {@code
 *     SERVICE_HOST}, {@code CANONICALIZE_HOST_NAME} ({@code none}, {@code forward} or {@code forwardAndReverse}).
 *     MONGODB-AWS: {@code AWS_SESSION_TOKEN}. MONGODB-OIDC: {@code ENVIRONMENT} ({@code azure}, {@code gcp} or {@code
 *     k8s}), {@code TOKEN_RESOURCE}, which may contain colons, but a comma only here, not in a connection string
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#mongocredential">Authentication: MongoCredential</a>
 */
public record Credential(
        @Nullable String username,
        @Nullable Secret password,
        @Nullable String source,
        @Nullable AuthMechanism mechanism,
        Map<String, String> properties) {
    private static final String EXTERNAL = "$external";
    private static final Set<String> CANONICALIZATIONS =
            Set.of("none", "forward", "forwardAndReverse", "true", "false");
    private static final Set<String> OIDC_ENVIRONMENTS = Set.of("test", "azure", "gcp", "k8s");

    /**
     * A credential. Fills in for GSSAPI the service name {@code mongodb}.
     *
     * @throws IllegalArgumentException if the mechanism needs a component that is missing or forbids one that is there
     */
    public Credential {
        username = username == null || username.isEmpty() ? null : username;
        source = source == null || source.isEmpty() ? null : source;
        var copy = new LinkedHashMap<>(Argument.notNull("properties", properties));
        copy.forEach(
                (name, value) -> Argument.notNull("property " + Argument.notNull("name of a property", name), value));
        if (mechanism == AuthMechanism.GSSAPI) {
            copy.putIfAbsent("SERVICE_NAME", "mongodb");
        }
        properties = Collections.unmodifiableMap(copy);
        String effective = source == null ? defaultSource(mechanism) : source;
        String problem = problem(username, password, effective, mechanism, copy);
        if (problem != null) {
            throw new IllegalArgumentException(
                    (mechanism == null ? "A credential " : "authMechanism " + mechanism.wireName() + " ") + problem);
        }
    }

    /** The database that knows the user, or {@code $external}: as named, or else the mechanism's default. */
    @Override
    public String source() {
        return source == null ? defaultSource(mechanism) : source;
    }

    /** Whether a source was named, be it the mechanism's default. */
    boolean namesSource() {
        return source != null;
    }

    private static String defaultSource(@Nullable AuthMechanism mechanism) {
        return mechanism == null || mechanism.isScram() ? "admin" : EXTERNAL;
    }

    private static @Nullable String problem(
            @Nullable String username,
            @Nullable Secret password,
            String source,
            @Nullable AuthMechanism mechanism,
            Map<String, String> properties) {
        boolean needsName = mechanism == null
                || mechanism.isScram()
                || mechanism == AuthMechanism.GSSAPI
                || mechanism == AuthMechanism.PLAIN;
        if (needsName && username == null) {
            return "needs a user name that is not empty";
        }
        boolean onlyExternal = mechanism != null && !mechanism.isScram() && mechanism != AuthMechanism.PLAIN;
        if (onlyExternal && !source.equals(EXTERNAL)) {
            return "needs authSource $external, got '" + source + "'";
        }
        return switch (mechanism) {
            case PLAIN -> password == null ? "needs a password" : null;
            case MONGODB_X509 -> password != null ? "takes no password: the certificate is the proof" : null;
            case MONGODB_AWS -> awsProblem(username, password, properties);
            case GSSAPI -> gssapiProblem(properties);
            case MONGODB_OIDC -> oidcProblem(username, password, properties);
            case null, default -> null;
        };
    }

    private static @Nullable String awsProblem(
            @Nullable String username, @Nullable Secret password, Map<String, String> properties) {
        if ((username == null) != (password == null)) {
            return "needs both access key and secret key (as user name and password), or neither";
        }
        if (username == null && properties.containsKey("AWS_SESSION_TOKEN")) {
            return "takes the property AWS_SESSION_TOKEN only together with access key and secret key";
        }
        return null;
    }

    private static @Nullable String gssapiProblem(Map<String, String> properties) {
        String canonicalization = properties.getOrDefault("CANONICALIZE_HOST_NAME", "none");
        return CANONICALIZATIONS.contains(canonicalization)
                ? null
                : "needs the property CANONICALIZE_HOST_NAME to be none, forward or forwardAndReverse, got '"
                        + canonicalization + "'";
    }

    private static @Nullable String oidcProblem(
            @Nullable String username, @Nullable Secret password, Map<String, String> properties) {
        for (String name : properties.keySet()) {
            if (!name.equals("ENVIRONMENT") && !name.equals("TOKEN_RESOURCE")) {
                return "knows only the properties ENVIRONMENT and TOKEN_RESOURCE, got '" + name + "'";
            }
        }
        String environment = properties.get("ENVIRONMENT");
        if (environment != null && !OIDC_ENVIRONMENTS.contains(environment)) {
            // Not what it is instead: with a wrong separator it would be all properties, a token among them.
            return "needs the property ENVIRONMENT to be test, azure, gcp or k8s";
        }
        boolean asksForResource = "azure".equals(environment) || "gcp".equals(environment);
        if (asksForResource != properties.containsKey("TOKEN_RESOURCE")) {
            return "needs the property TOKEN_RESOURCE with ENVIRONMENT azure or gcp, and only with these";
        }
        if (password != null) {
            return "takes no password: the token is the proof";
        }
        return username != null && environment != null && !environment.equals("azure")
                ? "takes a user name only with ENVIRONMENT azure or with a callback"
                : null;
    }

    /**
     * A user of the database {@code admin}; the best SCRAM mechanism that the server offers is taken.
     *
     * @throws IllegalArgumentException if the name is empty or the password is null
     */
    public static Credential of(String username, String password) {
        return new Credential(Argument.text("username", username), Secret.of(password), null, null, Map.of());
    }

    /**
     * Like {@link #of(String, String)}, with a password that is held as characters or {@linkplain Secret#from
     * supplied} when it is needed.
     *
     * @throws IllegalArgumentException if the name is empty or the password is null
     */
    public static Credential of(String username, Secret password) {
        return new Credential(
                Argument.text("username", username), Argument.notNull("password", password), null, null, Map.of());
    }

    /**
     * A mechanism that needs neither name nor password, such as {@link AuthMechanism#MONGODB_X509}.
     *
     * @throws IllegalArgumentException if the mechanism needs a user name
     */
    public static Credential of(AuthMechanism mechanism) {
        return new Credential(null, null, null, Argument.notNull("mechanism", mechanism), Map.of());
    }

    /** Returns a copy that authenticates against the given database. */
    public Credential source(String value) {
        return new Credential(username, password, Argument.text("source", value), mechanism, properties);
    }

    /**
     * Returns a copy with the given mechanism. A source that was not set becomes the default of that mechanism.
     *
     * @throws IllegalArgumentException if the mechanism does not accept this user
     */
    public Credential mechanism(AuthMechanism value) {
        Argument.notNull("mechanism", value);
        return new Credential(username, password, source, value, properties);
    }

    /** Returns a copy with one more property of the mechanism. */
    public Credential property(String name, String value) {
        var changed = new LinkedHashMap<>(properties);
        changed.put(Argument.text("name", name), Argument.notNull(name, value));
        return new Credential(username, password, source, mechanism, changed);
    }

    /** Whether both authenticate in the same way: a source that was named may be the default of the other one. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credential that
                && Objects.equals(username, that.username)
                && Objects.equals(password, that.password)
                && source().equals(that.source())
                && mechanism == that.mechanism
                && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return Objects.hash(username, password, source(), mechanism, properties);
    }

    /** Everything but the password and the values of the properties, one of which may be a token. */
    @Override
    public String toString() {
        return "Credential[username=" + username + ", password=" + password + ", source=" + source() + ", mechanism="
                + (mechanism == null ? "default" : mechanism.wireName()) + ", properties="
                + properties.keySet().stream().collect(Collectors.joining(", ", "[", "]")) + "]";
    }
}
