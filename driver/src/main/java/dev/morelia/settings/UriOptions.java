package dev.morelia.settings;

import dev.morelia.internal.argument.Blanks;
import dev.morelia.internal.argument.Spelling;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of one connection string: reads {@code key=value} pairs, decides what is ignored with a warning and what
 * is an error, and never shows a value that may hold a secret.
 */
final class UriOptions {
    /** Pairs of which at most one may be given, because together it is unclear how much is checked. */
    private static final List<Set<UriOption>> CONFLICTS = List.of(
            EnumSet.of(UriOption.TLS_INSECURE, UriOption.TLS_ALLOW_INVALID_CERTIFICATES),
            EnumSet.of(UriOption.TLS_INSECURE, UriOption.TLS_ALLOW_INVALID_HOSTNAMES),
            EnumSet.of(UriOption.TLS_INSECURE, UriOption.SSL_CERT_REQS),
            EnumSet.of(UriOption.TLS_INSECURE, UriOption.SSL_MATCH_HOSTNAME),
            EnumSet.of(UriOption.TLS_ALLOW_INVALID_CERTIFICATES, UriOption.SSL_CERT_REQS),
            EnumSet.of(UriOption.TLS_ALLOW_INVALID_HOSTNAMES, UriOption.SSL_MATCH_HOSTNAME),
            EnumSet.of(UriOption.TLS_INSECURE, UriOption.TLS_DISABLE_OCSP_ENDPOINT_CHECK),
            EnumSet.of(UriOption.TLS_INSECURE, UriOption.TLS_DISABLE_CERTIFICATE_REVOCATION_CHECK),
            EnumSet.of(UriOption.TLS_ALLOW_INVALID_CERTIFICATES, UriOption.TLS_DISABLE_OCSP_ENDPOINT_CHECK),
            EnumSet.of(UriOption.TLS_ALLOW_INVALID_CERTIFICATES, UriOption.TLS_DISABLE_CERTIFICATE_REVOCATION_CHECK),
            EnumSet.of(UriOption.TLS_DISABLE_OCSP_ENDPOINT_CHECK, UriOption.TLS_DISABLE_CERTIFICATE_REVOCATION_CHECK));

    /** Says what to do about an at-sign that ends a user's name and password which were not encoded. */
    static final String AT_SIGN_AFTER_HOSTS = "The connection string has an @ after its hosts. User name and password"
            + " must be percent-encoded: write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25."
            + " An @ in the database or an option is written %40, too";

    private static final Set<UriOption> PROXY_OPTIONS =
            EnumSet.of(UriOption.PROXY_HOST, UriOption.PROXY_PORT, UriOption.PROXY_USERNAME, UriOption.PROXY_PASSWORD);

    private static final List<UriOption> TXT_OPTIONS =
            List.of(UriOption.AUTH_SOURCE, UriOption.REPLICA_SET, UriOption.LOAD_BALANCED);

    /** A word and an equals sign after it, as another option begins. */
    private static final Pattern NAME_BEFORE_EQUALS = Pattern.compile("([\\p{Alpha}_]+)[\\s\\p{Z}]*=");

    /** What ends the part of a key that can be shown: with a wrong separator a value may follow. */
    private static final Pattern NO_PART_OF_A_NAME = Pattern.compile("[^\\p{L}\\p{N}._-]");

    private final Map<UriOption, Object> values = new EnumMap<>(UriOption.class);
    private final Set<UriOption> given = EnumSet.noneOf(UriOption.class);
    private final List<String> warnings = new ArrayList<>();
    private final boolean mayQuote;
    private @Nullable String pyMongoName;

    /**
     * Reads the part of a connection string after the question mark.
     *
     * @param mayQuote whether values may be shown; false where they could be the rest of a password
     */
    UriOptions(String query, boolean mayQuote) {
        this.mayQuote = mayQuote;
        var pairs = new ArrayList<Pair>();
        var presentNames = new HashSet<UriOption>();
        boolean afterSecret = false;
        for (String text : query.split(query.indexOf('&') < 0 ? ";" : "&", -1)) {
            if (Blanks.strip(text).isEmpty()) {
                continue;
            }
            Pair pair = pair(text, afterSecret);
            if (pair.option != null) {
                afterSecret = pair.option.isSensitive();
                if (!UriOption.isFormerName(pair.key)) {
                    presentNames.add(pair.option);
                }
            }
            pairs.add(pair);
        }
        pairs.forEach(pair -> accept(pair, presentNames));
        checkConflicts();
    }

    /**
     * Reads the options of a TXT record.
     *
     * @throws IllegalArgumentException if one of them is malformed, or is not among those that a TXT record may have
     */
    static UriOptions ofTxtRecord(String text) {
        var options = new UriOptions(text, true);
        for (String pair : text.split(text.indexOf('&') < 0 ? ";" : "&", -1)) {
            String name = Blanks.strip(pair.substring(0, Math.max(0, pair.indexOf('='))));
            UriOption option = UriOption.of(name);
            if (!name.isEmpty() && (option == null || !TXT_OPTIONS.contains(option))) {
                throw new IllegalArgumentException("Option " + quoted(name, false)
                        + " is not allowed in a TXT record, only authSource, replicaSet and loadBalanced are");
            }
        }
        if ("".equals(options.text(UriOption.AUTH_SOURCE))) {
            throw new IllegalArgumentException("Option authSource must not be empty");
        }
        return options;
    }

    /**
     * One option as it was written.
     *
     * @param option which one the key means; null if there is none
     * @param afterSecret whether what follows an ampersand may be the rest of a secret that stands before it
     */
    private record Pair(String key, String value, @Nullable UriOption option, boolean afterSecret) {}

    private Pair pair(String text, boolean afterSecret) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            requireEncodedUser();
            throw new IllegalArgumentException("Connection string option " + quoted(text, afterSecret)
                    + " is incomplete: options have the form key=value and are separated by &");
        }
        String key = Blanks.strip(text.substring(0, equals));
        String value = Blanks.strip(text.substring(equals + 1)); // a blank that is meant is written %20
        if (key.startsWith("?")) {
            throw new IllegalArgumentException("The connection string has a second ? before the option "
                    + quoted(key.substring(1), afterSecret) + ": options are separated by &");
        }
        UriOption option = UriOption.of(key);
        if (option == null) {
            requireEncodedUser();
        } else if (!option.isSensitive()) {
            checkNoOptionInside(option, value);
        }
        checkSeparators(value);
        return new Pair(key, value, option, afterSecret);
    }

    /** An at-sign among options that do not exist: more likely a user's name or password has come here. */
    private void requireEncodedUser() {
        if (!mayQuote) {
            throw new IllegalArgumentException(AT_SIGN_AFTER_HOSTS);
        }
    }

    /**
     * Options united in their order: the last value of each counts.
     *
     * @throws IllegalArgumentException if some contradict others
     */
    static UriOptions union(List<UriOptions> all) {
        var union = new UriOptions("", true);
        for (UriOptions next : all) {
            Object tls = union.values.get(UriOption.TLS);
            checkTls(tls, next.values.getOrDefault(UriOption.TLS, tls));
            union.given.addAll(next.given);
            union.values.putAll(next.values);
            union.warnings.addAll(next.warnings);
            union.pyMongoName = next.pyMongoName == null ? union.pyMongoName : next.pyMongoName;
        }
        union.checkConflicts();
        return union;
    }

    /**
     * Where a question mark was lost or options stand before it, they would be part of a name.
     *
     * @param name hosts or database as written
     * @param question whether a question mark follows somewhere
     */
    static void checkNoOptions(String name, boolean question) {
        String option = optionIn(name.split("[&;]", -1), 0);
        if (option != null) {
            throw new IllegalArgumentException("The connection string has "
                    + (question ? "its option " + option + " before the ?" : "no ? before its option " + option)
                    + ": options follow the database after one ?, as in mongodb://localhost/app?" + option + "=...");
        }
    }

    /** A question mark or a semicolon where an ampersand was meant would make two options one. */
    private static void checkSeparators(String value) {
        String option = optionIn(value.split("\\?", -1), 1);
        if (option != null) {
            throw new IllegalArgumentException("The connection string has a second ? before the option " + option
                    + ": options are separated by &");
        }
        option = optionIn(value.split(";", -1), 1);
        if (option != null) {
            throw new IllegalArgumentException("The connection string has a ; before the option " + option
                    + " and a & elsewhere: separate all options by &");
        }
    }

    /** Any other separator, or none, would make a secret a part of a value that is shown. */
    private static void checkNoOptionInside(UriOption option, String value) {
        Matcher words = NAME_BEFORE_EQUALS.matcher(value);
        while (words.find()) {
            char before = words.start() == 0 ? ' ' : value.charAt(words.start() - 1);
            String inside = before == '?' || before == ';' ? null : UriOption.nameAtEnd(words.group(1));
            if (inside != null) {
                throw new IllegalArgumentException("The connection string has the option " + inside
                        + " inside the value of " + option.optionName()
                        + ": options are separated by &, and a = that belongs to a value is written %3D");
            }
        }
    }

    /** The name of the first option, known or nearly so, among the pairs from one on; null if there is none. */
    private static @Nullable String optionIn(String[] pairs, int first) {
        for (int i = first; i < pairs.length; i++) {
            int equals = pairs[i].indexOf('=');
            String option = equals < 1 ? null : UriOption.likelyName(Blanks.strip(pairs[i].substring(0, equals)));
            if (option != null) {
                return option;
            }
        }
        return null;
    }

    private void accept(Pair pair, Set<UriOption> presentNames) {
        UriOption option = pair.option;
        if (option == null) {
            String nearest = pair.afterSecret ? null : UriOption.likelyName(pair.key);
            warnings.add("Unsupported option " + quoted(pair.key, pair.afterSecret) + " is ignored"
                    + (nearest == null ? "" : "; did you mean '" + nearest + "'?"));
            return;
        }
        if (UriOption.isFormerName(pair.key)) {
            boolean replaced = presentNames.contains(option);
            warnings.add("Deprecated option '" + pair.key + "'"
                    + (replaced ? " is ignored as its replacement is there too: " : " has been replaced with ")
                    + option.optionName());
            if (replaced) {
                return;
            }
        }
        if (UriOption.isPyMongoName(pair.key)) {
            pyMongoName = pair.key;
        }
        String value = decode("option " + option.optionName(), pair.value);
        Object read = read(option, value);
        boolean repeated = !given.add(option);
        if (repeated) {
            repeated(option, read);
        }
        if (read == null) {
            warnings.add(ignored(option, value));
        } else if (option == UriOption.READ_PREFERENCE_TAGS) {
            addTagSet((Map<?, ?>) read);
        } else {
            values.put(option, read);
        }
    }

    private @Nullable Object read(UriOption option, String value) {
        try {
            return option.read(
                    value,
                    problem -> warnings.add(
                            "Option " + option.optionName() + " " + (mayQuote ? problem : "has a doubtful value")));
        } catch (IllegalArgumentException unsupported) {
            if (mayQuote && UriOption.isShownWhole(value)) {
                throw unsupported;
            }
            throw new IllegalArgumentException("Option " + option.optionName() + " has a value that it cannot have");
        }
    }

    private String ignored(UriOption option, String value) {
        boolean show = mayQuote && !option.isSensitive();
        String nearest = show ? Spelling.nearest(value, option.validValues()) : null;
        String number = show ? option.withoutUnit(value) : null;
        return "Unsupported value for option " + option.optionName() + " is ignored"
                + (show ? ": " + UriOption.shown(value) : "")
                + (nearest == null ? "; valid " : "; did you mean \"" + nearest + "\"? Valid ")
                + option.validForm()
                + (number == null ? "" : ": write " + number);
    }

    private void addTagSet(Map<?, ?> tagSet) {
        var tagSets = new ArrayList<Object>();
        if (values.get(UriOption.READ_PREFERENCE_TAGS) instanceof List<?> before) {
            tagSets.addAll(before);
        }
        tagSets.add(tagSet);
        values.put(UriOption.READ_PREFERENCE_TAGS, List.copyOf(tagSets));
    }

    private void repeated(UriOption option, @Nullable Object read) {
        if (PROXY_OPTIONS.contains(option)) {
            throw new IllegalArgumentException("Option " + option.optionName() + " must not be given more than once");
        }
        if (option == UriOption.TLS) {
            checkTls(values.get(option), read);
        } else if (option != UriOption.READ_PREFERENCE_TAGS) {
            warnings.add("Option " + option.optionName() + " is given more than once; the last one counts");
        }
    }

    private static void checkTls(@Nullable Object before, @Nullable Object now) {
        if (before != null && now != null && !before.equals(now)) {
            throw new IllegalArgumentException(
                    "Option tls (or ssl, which means the same) must not be both true and false");
        }
    }

    private void checkConflicts() {
        for (Set<UriOption> conflict : CONFLICTS) {
            if (given.containsAll(conflict)) {
                throw new IllegalArgumentException("Options "
                        + String.join(
                                " and ",
                                conflict.stream().map(UriOption::optionName).toList())
                        + " must not be given together");
            }
        }
        if (pyMongoName != null && Boolean.FALSE.equals(values.get(UriOption.TLS))) {
            throw new IllegalArgumentException(
                    "Option " + pyMongoName + " needs TLS and must not be given together with tls=false or ssl=false");
        }
    }

    /** The key between quotation marks: its beginning if it has something else in it, nothing if a secret may be. */
    private static String quoted(String key, boolean afterSecret) {
        String name = Blanks.strip(key);
        Matcher other = NO_PART_OF_A_NAME.matcher(name);
        return afterSecret
                ? "(not shown, it may be part of the secret before it, in which & is written %26)"
                : "'" + (other.find() ? name.substring(0, other.start()) + "..." : name) + "'";
    }

    List<String> warnings() {
        return warnings;
    }

    /** Whether the option was given, with whatever value. */
    boolean isGiven(UriOption option) {
        return given.contains(option);
    }

    /** Usable values by option, in the order of the enum. */
    Map<UriOption, Object> values() {
        return values;
    }

    @Nullable
    String text(UriOption option) {
        return (String) values.get(option);
    }

    @Nullable
    Integer integer(UriOption option) {
        return (Integer) values.get(option);
    }

    int integer(UriOption option, int otherwise) {
        Integer value = integer(option);
        return value == null ? otherwise : value;
    }

    @Nullable
    Boolean bool(UriOption option) {
        return (Boolean) values.get(option);
    }

    boolean bool(UriOption option, boolean otherwise) {
        Boolean value = bool(option);
        return value == null ? otherwise : value;
    }

    /**
     * Decodes percent-encoding as UTF-8; a plus sign stays a plus sign.
     *
     * @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits or the bytes are no
     *     UTF-8; the message names only what was decoded, never its value
     */
    static String decode(String what, String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        var bytes = new ByteArrayOutputStream(encoded.length());
        byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < source.length; i++) {
            if (source[i] != '%') {
                bytes.write(source[i]);
                continue;
            }
            int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
            int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("The " + what + " of the connection string has a percent sign that"
                        + " is not followed by two hexadecimal digits: write a literal percent sign as %25");
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException(
                    "The " + what + " of the connection string is not percent-encoded UTF-8");
        }
    }
}
