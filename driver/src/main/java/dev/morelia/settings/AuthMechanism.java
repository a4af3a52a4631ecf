package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a connection proves who it acts for.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#supported-authentication-methods">Authentication: supported methods</a>
 */
public enum AuthMechanism {
    /** Salted challenge and response with SHA-1. */
    SCRAM_SHA_1("SCRAM-SHA-1"),
    /** Salted challenge and response with SHA-256. */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** The client's TLS certificate. */
    MONGODB_X509("MONGODB-X509"),
    /** Kerberos. */
    GSSAPI("GSSAPI"),
    /** User name and password in the clear, for LDAP; only over TLS. */
    PLAIN("PLAIN"),
    /** A signed request to the identity service of Amazon Web Services. */
    MONGODB_AWS("MONGODB-AWS"),
    /** An OpenID Connect token. */
    MONGODB_OIDC("MONGODB-OIDC");

    /** What other programs and people call them. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "X509", "MONGODB-X509",
            "X.509", "MONGODB-X509",
            "AWS", "MONGODB-AWS",
            "OIDC", "MONGODB-OIDC",
            "LDAP", "PLAIN",
            "KERBEROS", "GSSAPI",
            "SCRAM", "SCRAM-SHA-256");

    private final String wireName;

    AuthMechanism(String wireName) {
        this.wireName = wireName;
    }

    /** The name in commands and connection strings, such as {@code SCRAM-SHA-256}. */
    public String wireName() {
        return wireName;
    }

    /** Whether the user's name and password are stored in a database of the server, not outside it. */
    boolean isScram() {
        return this == SCRAM_SHA_1 || this == SCRAM_SHA_256;
    }

    /**
     * The mechanism of a name as in connection strings.
     *
     * @throws IllegalArgumentException if no mechanism has this name
     */
    public static AuthMechanism of(String name) {
        Argument.notNull("authMechanism", name);
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    private static IllegalArgumentException unknown(String name) {
        if (name.equalsIgnoreCase("MONGODB-CR")) {
            return new IllegalArgumentException("authMechanism MONGODB-CR does not exist since MongoDB 4.0: leave"
                    + " authMechanism out, and the user's SCRAM mechanism is used");
        }
        List<String> known =
                Arrays.stream(values()).map(AuthMechanism::wireName).toList();
        String likely = OTHER_NAMES.get(name.toUpperCase(Locale.ROOT));
        String nearest = likely == null ? Spelling.nearest(name, known) : likely;
        var unknown = Argument.rejected("authMechanism", name, "must be one of " + String.join(", ", known));
        return nearest == null
                ? unknown
                : new IllegalArgumentException(unknown.getMessage() + "; did you mean " + nearest + "?");
    }
}
