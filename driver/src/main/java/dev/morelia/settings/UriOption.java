package dev.morelia.settings;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.internal.argument.Blanks;
import dev.morelia.internal.argument.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options that a connection string may have, each with the way to read its value. */
enum UriOption {
    MAX_ADAPTIVE_RETRIES("maxAdaptiveRetries", Kind.INTEGER),
    ENABLE_OVERLOAD_RETARGETING("enableOverloadRetargeting", Kind.BOOLEAN),
    APP_NAME("appname", Kind.APPLICATION_NAME),
    AUTH_MECHANISM("authMechanism", Kind.AUTH_MECHANISM),
    AUTH_MECHANISM_PROPERTIES("authMechanismProperties", Kind.PROPERTIES),
    AUTH_SOURCE("authSource", Kind.TEXT_OR_EMPTY),
    COMPRESSORS("compressors", Kind.COMPRESSORS),
    CONNECT_TIMEOUT("connectTimeoutMS", Kind.INTEGER),
    DIRECT_CONNECTION("directConnection", Kind.BOOLEAN),
    FSYNC("fsync", Kind.BOOLEAN),
    HEARTBEAT_FREQUENCY("heartbeatFrequencyMS", Kind.INTEGER, 500),
    JOURNAL("journal", Kind.BOOLEAN),
    LOAD_BALANCED("loadBalanced", Kind.BOOLEAN),
    LOCAL_THRESHOLD("localThresholdMS", Kind.INTEGER),
    MAX_CONNECTING("maxConnecting", Kind.INTEGER, 1),
    MAX_IDLE_TIME("maxIdleTimeMS", Kind.INTEGER),
    MAX_LIFE_TIME("maxLifeTimeMS", Kind.INTEGER),
    MAX_POOL_SIZE("maxPoolSize", Kind.INTEGER),
    MAX_STALENESS("maxStalenessSeconds", Kind.INTEGER_OR_MINUS_ONE, 90),
    MIN_POOL_SIZE("minPoolSize", Kind.INTEGER),
    PROXY_HOST("proxyHost", Kind.TEXT),
    PROXY_PASSWORD("proxyPassword", Kind.PASSWORD),
    PROXY_PORT("proxyPort", Kind.INTEGER, 1),
    PROXY_USERNAME("proxyUsername", Kind.TEXT),
    READ_CONCERN_LEVEL("readConcernLevel", Kind.READ_CONCERN),
    READ_PREFERENCE("readPreference", Kind.READ_PREFERENCE),
    READ_PREFERENCE_TAGS("readPreferenceTags", Kind.TAG_SET),
    REPLICA_SET("replicaSet", Kind.TEXT),
    RETRY_READS("retryReads", Kind.BOOLEAN),
    RETRY_WRITES("retryWrites", Kind.BOOLEAN),
    SERVER_MONITORING_MODE("serverMonitoringMode", Kind.MONITORING_MODE),
    SERVER_SELECTION_TIMEOUT("serverSelectionTimeoutMS", Kind.INTEGER),
    SERVER_SELECTION_TRY_ONCE("serverSelectionTryOnce", Kind.BOOLEAN),
    SOCKET_TIMEOUT("socketTimeoutMS", Kind.INTEGER),
    SRV_ALLOWED_HOSTS_SUFFIX("srvAllowedHostsSuffix", Kind.TEXT),
    SRV_MAX_HOSTS("srvMaxHosts", Kind.INTEGER),
    SRV_SERVICE_NAME("srvServiceName", Kind.SERVICE_NAME),
    SSL_CERT_REQS("ssl_cert_reqs", Kind.CERT_REQS),
    SSL_KEYFILE("ssl_keyfile", Kind.TEXT),
    SSL_MATCH_HOSTNAME("ssl_match_hostname", Kind.BOOLEAN),
    TIMEOUT("timeoutMS", Kind.LONG),
    TLS("tls", Kind.BOOLEAN),
    TLS_ALLOW_INVALID_CERTIFICATES("tlsAllowInvalidCertificates", Kind.BOOLEAN),
    TLS_ALLOW_INVALID_HOSTNAMES("tlsAllowInvalidHostnames", Kind.BOOLEAN),
    TLS_CA_FILE("tlsCAFile", Kind.TEXT),
    TLS_CERTIFICATE_KEY_FILE("tlsCertificateKeyFile", Kind.TEXT),
    TLS_CERTIFICATE_KEY_FILE_PASSWORD("tlsCertificateKeyFilePassword", Kind.PASSWORD),
    TLS_DISABLE_CERTIFICATE_REVOCATION_CHECK("tlsDisableCertificateRevocationCheck", Kind.BOOLEAN),
    TLS_DISABLE_OCSP_ENDPOINT_CHECK("tlsDisableOCSPEndpointCheck", Kind.BOOLEAN),
    TLS_INSECURE("tlsInsecure", Kind.BOOLEAN),
    UUID_REPRESENTATION("uuidRepresentation", Kind.UUID_REPRESENTATION),
    W("w", Kind.WRITE_CONCERN),
    WAIT_QUEUE_MULTIPLE("waitQueueMultiple", Kind.INTEGER),
    WAIT_QUEUE_TIMEOUT("waitQueueTimeoutMS", Kind.INTEGER),
    W_TIMEOUT("wTimeoutMS", Kind.LONG),
    ZLIB_COMPRESSION_LEVEL("zlibCompressionLevel", Kind.COMPRESSION_LEVEL, -1, 9);

    /** How the text of an option is read. */
    private enum Kind {
        TEXT,
        TEXT_OR_EMPTY,
        PASSWORD,
        BOOLEAN,
        INTEGER,
        INTEGER_OR_MINUS_ONE,
        LONG,
        PROPERTIES,
        TAG_SET,
        APPLICATION_NAME,
        AUTH_MECHANISM,
        CERT_REQS,
        COMPRESSORS,
        COMPRESSION_LEVEL,
        MONITORING_MODE,
        READ_CONCERN,
        READ_PREFERENCE,
        SERVICE_NAME,
        UUID_REPRESENTATION,
        WRITE_CONCERN;

        boolean isNumber() {
            return this == INTEGER || this == INTEGER_OR_MINUS_ONE || this == LONG || this == COMPRESSION_LEVEL;
        }
    }

    private static final Set<String> TRUE_OF_OLD = Set.of("1", "yes", "y", "t");
    private static final Set<String> FALSE_OF_OLD = Set.of("0", "-1", "no", "n", "f");
    private static final List<String> COMPRESSOR_NAMES = List.of("snappy", "zlib", "zstd");
    private static final List<String> CERT_REQS = List.of("CERT_NONE", "CERT_OPTIONAL", "CERT_REQUIRED");
    private static final List<String> MONITORING_MODES = List.of("auto", "stream", "poll");
    private static final List<String> READ_CONCERN_LEVELS =
            List.of("local", "available", "majority", "linearizable", "snapshot");
    private static final List<String> WRITE_CONCERN_MODES = List.of("majority");
    /** The representations by the names that connection strings give them. */
    static final Map<String, UuidRepresentation> UUID_REPRESENTATIONS = Map.of(
            "standard", UuidRepresentation.STANDARD,
            "pythonLegacy", UuidRepresentation.PYTHON_LEGACY,
            "javaLegacy", UuidRepresentation.JAVA_LEGACY,
            "csharpLegacy", UuidRepresentation.C_SHARP_LEGACY);

    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[\\s\\p{Z}\\p{Cf}\\p{Cc}\"'`#;$*<>{}()]");

    /** After these characters a value may hold another one that is a secret, be it behind a wrong separator. */
    private static final Pattern NOT_SHOWN = Pattern.compile("[=:@]");

    private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(\\p{Alpha}*)");
    private static final int SECONDS = 1000;
    private static final int MINIMUM_WORD_LENGTH = 5;

    private static final Map<String, UriOption> BY_NAME = new LinkedHashMap<>();
    /** Former names that still work, with a warning. */
    private static final Map<String, UriOption> BY_FORMER_NAME = Map.of("wtimeout", W_TIMEOUT, "j", JOURNAL);

    /** What other programs and older drivers call them, in lower case, where the spelling alone is not near. */
    private static final Map<String, UriOption> ELSEWHERE = Map.ofEntries(
            Map.entry("sslinvalidhostnameallowed", TLS_ALLOW_INVALID_HOSTNAMES),
            Map.entry("sslallowinvalidhostnames", TLS_ALLOW_INVALID_HOSTNAMES),
            Map.entry("sslallowinvalidcertificates", TLS_ALLOW_INVALID_CERTIFICATES),
            Map.entry("sslcafile", TLS_CA_FILE),
            Map.entry("sslca", TLS_CA_FILE),
            Map.entry("sslcertificateauthorityfile", TLS_CA_FILE),
            Map.entry("tlscertificatefile", TLS_CERTIFICATE_KEY_FILE),
            Map.entry("sslpemkeyfile", TLS_CERTIFICATE_KEY_FILE),
            Map.entry("sslclientcertificatekeyfile", TLS_CERTIFICATE_KEY_FILE),
            Map.entry("sslpemkeypassword", TLS_CERTIFICATE_KEY_FILE_PASSWORD),
            Map.entry("sslclientcertificatekeypassword", TLS_CERTIFICATE_KEY_FILE_PASSWORD),
            Map.entry("authdb", AUTH_SOURCE),
            Map.entry("authenticationdatabase", AUTH_SOURCE),
            Map.entry("authenticationmechanism", AUTH_MECHANISM),
            Map.entry("gssapiservicename", AUTH_MECHANISM_PROPERTIES),
            Map.entry("slaveok", READ_PREFERENCE),
            Map.entry("safe", W),
            Map.entry("poolsize", MAX_POOL_SIZE),
            Map.entry("connectionsperhost", MAX_POOL_SIZE),
            Map.entry("minconnectionsperhost", MIN_POOL_SIZE),
            Map.entry("rs_name", REPLICA_SET),
            Map.entry("replset", REPLICA_SET),
            Map.entry("applicationname", APP_NAME),
            Map.entry("compression", COMPRESSORS));

    /** What a misspelt name may mean. */
    private static final List<String> NAMES = new ArrayList<>();

    static {
        for (UriOption option : values()) {
            BY_NAME.put(option.optionName.toLowerCase(Locale.ROOT), option);
            NAMES.add(option.optionName);
        }
        var aliases = Map.of(
                "ssl", TLS,
                "ssl_ca_certs", TLS_CA_FILE,
                "ssl_certfile", TLS_CERTIFICATE_KEY_FILE,
                "ssl_pem_passphrase", TLS_CERTIFICATE_KEY_FILE_PASSWORD);
        aliases.forEach((name, option) -> {
            BY_NAME.put(name, option);
            NAMES.add(name);
        });
    }

    private final String optionName;
    private final Kind kind;
    private final int minimum;
    private final int maximum;

    UriOption(String optionName, Kind kind) {
        this(optionName, kind, 0);
    }

    UriOption(String optionName, Kind kind, int minimum) {
        this(optionName, kind, minimum, Integer.MAX_VALUE);
    }

    UriOption(String optionName, Kind kind, int minimum, int maximum) {
        this.optionName = optionName;
        this.kind = kind;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /** Whether a name is one of PyMongo 3's for TLS, each of which needs TLS to be on. */
    static boolean isPyMongoName(String name) {
        return of(name) != null && name.toLowerCase(Locale.ROOT).startsWith("ssl_");
    }

    /** The name as the specification spells it. */
    String optionName() {
        return optionName;
    }

    /** Whether values may hold a secret and must not be shown. */
    boolean isSensitive() {
        return kind == Kind.PASSWORD || this == AUTH_MECHANISM_PROPERTIES || this == PROXY_USERNAME;
    }

    /** The option of a present or former name; null if there is none. Upper and lower case are one. */
    static @Nullable UriOption of(String name) {
        UriOption option = BY_NAME.get(name.toLowerCase(Locale.ROOT));
        return option != null ? option : BY_FORMER_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    /** The present name of the option that a name means, be it misspelt; null if none is near. */
    static @Nullable String likelyName(String name) {
        UriOption option = of(name);
        UriOption likely = option != null ? option : ELSEWHERE.get(name.toLowerCase(Locale.ROOT));
        return likely != null ? likely.optionName : Spelling.nearest(name, NAMES);
    }

    /**
     * The option that a word names, or nearly so, or which may hold a secret and whose name ends the word; null if
     * there is none. Short words must be right in every letter, as any text has them.
     */
    static @Nullable String nameAtEnd(String word) {
        UriOption option = of(word);
        if (option != null || word.length() < MINIMUM_WORD_LENGTH) {
            return option == null ? null : option.optionName;
        }
        String end = word.toLowerCase(Locale.ROOT);
        for (UriOption secret : values()) {
            if (secret.isSensitive() && end.endsWith(secret.optionName.toLowerCase(Locale.ROOT))) {
                return secret.optionName;
            }
        }
        return Spelling.nearest(word, NAMES);
    }

    /** Whether nothing of a value needs to be kept from a message. */
    static boolean isShownWhole(String value) {
        return !NOT_SHOWN.matcher(value).find();
    }

    /** A value between quotation marks, as far as it cannot hold a secret of another option. */
    static String shown(String value) {
        Matcher other = NOT_SHOWN.matcher(value);
        return "\"" + (other.find() ? value.substring(0, other.start()) + "..." : value) + "\"";
    }

    static boolean isFormerName(String name) {
        return BY_FORMER_NAME.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Turns the text of this option into its value; null if the option has no such value.
     *
     * @param warn takes what is to be said about a value that counts all the same
     */
    @Nullable
    Object read(String value, Consumer<String> warn) {
        return switch (kind) {
            case TEXT -> {
                if (this == REPLICA_SET) {
                    warnOfOddName(value, warn);
                }
                yield value.isEmpty() ? null : value;
            }
            case TEXT_OR_EMPTY -> value;
            case PASSWORD -> value.isEmpty() ? null : Secret.of(value);
            case BOOLEAN -> bool(value, warn);
            case INTEGER, COMPRESSION_LEVEL -> integer(value, minimum, maximum);
            case INTEGER_OR_MINUS_ONE -> integer(value, value.equals("-1") ? -1 : minimum, maximum);
            case LONG -> nonNegativeLong(value);
            case PROPERTIES -> withSecrets(pairs(value));
            case TAG_SET -> value.isEmpty() ? Map.of() : pairs(value);
            case APPLICATION_NAME -> value.isEmpty() || !ClientSettings.fitsApplicationName(value) ? null : value;
            case AUTH_MECHANISM ->
                value.isEmpty() ? null : AuthMechanism.of(value).wireName();
            case CERT_REQS -> CERT_REQS.contains(value) ? value : null;
            case COMPRESSORS -> compressors(value, warn);
            case MONITORING_MODE -> MONITORING_MODES.contains(value) ? value : null;
            case READ_CONCERN -> known(value, READ_CONCERN_LEVELS, "is sent to the server as it is", warn);
            case READ_PREFERENCE -> readPreference(value);
            case SERVICE_NAME -> value.matches("[A-Za-z0-9-]{1,62}") ? value : null;
            case UUID_REPRESENTATION -> UUID_REPRESENTATIONS.containsKey(value) ? value : null;
            case WRITE_CONCERN -> writeConcern(value, warn);
        };
    }

    /** The values of an option that has but a few; empty for any other. */
    List<String> validValues() {
        return switch (kind) {
            case BOOLEAN -> List.of("true", "false");
            case CERT_REQS -> CERT_REQS;
            case MONITORING_MODE -> MONITORING_MODES;
            case READ_PREFERENCE ->
                Arrays.stream(ReadPreference.Mode.values())
                        .map(ReadPreference.Mode::wireName)
                        .toList();
            case UUID_REPRESENTATION ->
                UUID_REPRESENTATIONS.keySet().stream().sorted().toList();
            default -> List.of();
        };
    }

    /** What values this option can have, to follow the word "valid". */
    String validForm() {
        List<String> few = validValues();
        return switch (kind) {
            case INTEGER, LONG, COMPRESSION_LEVEL -> "is " + range();
            case INTEGER_OR_MINUS_ONE -> "is " + range() + ", or -1 for no limit";
            case PROPERTIES, TAG_SET -> "are pairs of the form name:value, separated by commas";
            case APPLICATION_NAME -> "is a text of 1 to 128 bytes";
            case SERVICE_NAME -> "are 1 to 62 letters, digits and hyphens";
            default -> few.isEmpty() ? "is any text but an empty one" : "are " + String.join(", ", few);
        };
    }

    private String range() {
        String unit =
                optionName.endsWith("MS") ? " of milliseconds" : optionName.endsWith("Seconds") ? " of seconds" : "";
        long most = kind == Kind.LONG ? Long.MAX_VALUE : this == PROXY_PORT ? 65535 : maximum;
        return "a whole number" + unit + " from " + minimum + " to " + most;
    }

    /**
     * The number to write where a value has a unit, as in {@code 10s}, or a fraction of zero, as in {@code 10.0}; null
     * if there is none.
     */
    @Nullable
    String withoutUnit(String value) {
        boolean millis = optionName.endsWith("MS");
        Matcher parts = NUMBER_WITH_UNIT.matcher(Blanks.strip(value));
        if (!kind.isNumber() || !parts.matches()) {
            return null;
        }
        String unit = parts.group(2).toLowerCase(Locale.ROOT);
        int unitMillis =
                unit.isEmpty() ? (millis ? 1 : SECONDS) : millis || optionName.endsWith("Seconds") ? millis(unit) : 0;
        var number = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unitMillis));
        String written = number.divide(BigDecimal.valueOf(millis ? 1 : SECONDS))
                .stripTrailingZeros()
                .toPlainString();
        return unitMillis > 0 && integer(written, minimum, maximum) != null ? written : null;
    }

    /** How many milliseconds a unit of time has; 0 if it is none. */
    private static int millis(String unit) {
        return switch (unit) {
            case "ms", "msec", "millis", "millisecond", "milliseconds" -> 1;
            case "s", "sec", "secs", "second", "seconds" -> SECONDS;
            case "m", "min", "mins", "minute", "minutes" -> 60 * SECONDS;
            case "h", "hour", "hours" -> 3600 * SECONDS;
            case "d", "day", "days" -> 24 * 3600 * SECONDS;
            default -> 0;
        };
    }

    private static @Nullable Integer integer(String value, int minimum, int maximum) {
        try {
            int number = Integer.parseInt(value);
            return number >= minimum && number <= maximum ? number : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static @Nullable Long nonNegativeLong(String value) {
        try {
            long number = Long.parseLong(value);
            return number >= 0 ? number : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static @Nullable Boolean bool(String value, Consumer<String> warn) {
        String word = Blanks.strip(value).toLowerCase(Locale.ROOT);
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        boolean isTrue = TRUE_OF_OLD.contains(word);
        if (!isTrue && !FALSE_OF_OLD.contains(word)) {
            return null;
        }
        warn.accept("has the deprecated boolean value \"" + value + "\"; write " + isTrue + " instead");
        return isTrue;
    }

    private static @Nullable String readPreference(String value) {
        return Arrays.stream(ReadPreference.Mode.values())
                .map(ReadPreference.Mode::wireName)
                .filter(name -> name.equalsIgnoreCase(value))
                .findFirst()
                .orElse(null);
    }

    /** A write concern that was meant stricter must not be dropped with a warning, so this throws. */
    private static @Nullable Object writeConcern(String value, Consumer<String> warn) {
        if (!value.matches("[+-]?\\d+")) {
            if (value.matches("=.*|[+-]?\\d*\\.\\d*")) {
                warn.accept("is taken as the name of a custom write concern, and looks like a number: write w=1, or how"
                        + " many members it is");
            }
            warnOfOddName(value, warn);
            return known(value, WRITE_CONCERN_MODES, "is taken as the name of a custom write concern", warn);
        }
        Integer number = integer(value, 0, Integer.MAX_VALUE);
        if (number == null) {
            throw new IllegalArgumentException("w must be a number of members from 0 on or a tag, got " + value);
        }
        return number;
    }

    /** Blanks, quotation marks and the like are left over from a file or from another option more often than meant. */
    private static void warnOfOddName(String value, Consumer<String> warn) {
        Matcher odd = NOT_IN_A_NAME.matcher(value);
        if (odd.find()) {
            String blank = Blanks.first(odd.group());
            warn.accept("is a name with the character " + (blank == null ? odd.group() : blank)
                    + " in it, which names seldom have; it is taken as it is");
        }
    }

    /** A free text, for which a misspelling cannot be rejected: the warning says how it is used. */
    private static @Nullable String known(String value, List<String> known, String effect, Consumer<String> warn) {
        String nearest = known.contains(value) ? null : Spelling.nearest(value, known);
        if (nearest != null) {
            warn.accept("has the value " + shown(value) + ", which " + effect + "; did you mean \"" + nearest
                    + "\"? Known: " + String.join(", ", known));
        }
        return value.isEmpty() ? null : value;
    }

    private static List<String> compressors(String value, Consumer<String> warn) {
        var known = new ArrayList<String>();
        for (String entry : value.split(",", -1)) {
            String name = Blanks.strip(entry);
            if (COMPRESSOR_NAMES.contains(name)) {
                known.add(name);
            } else {
                warn.accept("names " + shown(name) + ", which is left out: MongoDB has snappy, zlib and zstd");
            }
        }
        return List.copyOf(known);
    }

    /** Hides the one property that is a secret, so that the options can be printed. */
    private static @Nullable Map<String, Object> withSecrets(@Nullable Map<String, String> properties) {
        if (properties == null) {
            return null;
        }
        var hidden = new LinkedHashMap<String, Object>(properties);
        hidden.computeIfPresent("AWS_SESSION_TOKEN", (name, token) -> Secret.of((String) token));
        return Collections.unmodifiableMap(hidden);
    }

    private static @Nullable Map<String, String> pairs(String value) {
        var pairs = new LinkedHashMap<String, String>();
        for (String pair : value.split(",", -1)) {
            int colon = pair.indexOf(':');
            if (colon < 1) {
                return null;
            }
            pairs.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return Collections.unmodifiableMap(pairs);
    }
}
