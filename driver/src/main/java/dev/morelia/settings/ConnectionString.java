package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A connection string, taken apart and checked: {@code mongodb://user:password@host:port,host/database?key=value}, or
 * {@code mongodb+srv://} with one DNS name in place of the hosts. Nothing is looked up and no file is opened.
 *
 * <p>User name, password, database, socket paths and option values must be percent-encoded. A value inside {@code
 * authMechanismProperties} or {@code readPreferenceTags} cannot contain a comma, however encoded: such values, as a
 * {@code TOKEN_RESOURCE} may be, are set in code. Pairs may be separated by semicolons where there is no ampersand;
 * blanks and line breaks around the whole string and around names and values are dropped. Booleans may be written in
 * upper case, and {@code 1}, {@code yes}, {@code y}, {@code t} and their contraries still pass for booleans, with a
 * warning. Unknown options and values that an option cannot have are ignored and listed by {@link #warnings}; what
 * contradicts itself, and what would silently weaken a write concern or a login, is an error. Neither warnings nor
 * errors nor {@link #toString} ever carry the user's name or password. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-string/connection-string-spec.md">Connection String</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/uri-options/uri-options.md">URI Options</a>
 */
public final class ConnectionString {
    private static final String PLAIN_SCHEME = "mongodb://";
    private static final String SRV_SCHEME = "mongodb+srv://";
    private static final Pattern NOT_IN_A_DATABASE = Pattern.compile("[/\\\\\\s\"$\\x00]");
    private static final Pattern SHORT_PORT = Pattern.compile("[^:]*:-?\\d{1,6}");

    private final boolean srv;
    private final List<ServerAddress> hosts;
    private final @Nullable String srvHost;
    private final @Nullable String username;
    private final @Nullable Secret password;
    private final @Nullable String database;
    private final @Nullable String collection;
    private final UriOptions options;
    private final ClientSettings settings;

    private ConnectionString(String text) {
        srv = text.startsWith(SRV_SCHEME);
        if (!srv && !text.startsWith(PLAIN_SCHEME)) {
            throw new IllegalArgumentException(
                    "A connection string must start with mongodb:// or mongodb+srv://, as in mongodb://localhost");
        }
        String rest = text.substring((srv ? SRV_SCHEME : PLAIN_SCHEME).length());
        int end = endOfHosts(rest);
        String authority = rest.substring(0, end);
        String tail = rest.substring(end);
        // An at-sign after the hosts may mean that a password had an unescaped slash or question mark. What stands
        // before that at-sign must then not be shown, whatever it looks like.
        boolean mayQuote = tail.indexOf('@') < 0;

        int at = authority.lastIndexOf('@');
        String[] user = at < 0 ? null : userInfo(authority.substring(0, at));
        username = user == null ? null : user[0];
        password = user == null || user.length < 2 ? null : Secret.of(user[1]);

        String[] identifiers = authority.substring(at + 1).split(",", -1);
        srvHost = srv ? srvHost(identifiers) : null;
        hosts = srv ? List.of() : hosts(identifiers, mayQuote, user != null);

        int question = tail.indexOf('?');
        String path = tail.startsWith("/") ? tail.substring(1, question < 0 ? tail.length() : question) : "";
        String namespace = path.isEmpty() ? null : UriOptions.decode("database", path);
        checkQuestionMark(path, question);
        checkDatabase(namespace, mayQuote);
        int dot = namespace == null ? -1 : namespace.indexOf('.');
        database = namespace == null || dot < 0 ? namespace : namespace.substring(0, dot);
        collection = namespace == null || dot < 0 ? null : namespace.substring(dot + 1);

        options = new UriOptions(question < 0 ? "" : tail.substring(question + 1), mayQuote);
        settings = new UriSettings(options, username, password, database).settings(hosts, srvHost);
    }

    /**
     * Takes a connection string apart and checks it.
     *
     * @throws IllegalArgumentException if it is malformed or contradicts itself
     */
    public static ConnectionString parse(String text) {
        return new ConnectionString(Argument.notNull("connectionString", text).strip());
    }

    private static int endOfHosts(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if (rest.charAt(i) == '/' || rest.charAt(i) == '?') {
                return i;
            }
        }
        return rest.length();
    }

    private static String[] userInfo(String encoded) {
        if (encoded.indexOf('@') >= 0 || encoded.indexOf(':') != encoded.lastIndexOf(':')) {
            throw new IllegalArgumentException("The user name and password of the connection string must be"
                    + " percent-encoded: write @ as %40, : as %3A, / as %2F and % as %25");
        }
        int colon = encoded.indexOf(':');
        String name = UriOptions.decode("user name", colon < 0 ? encoded : encoded.substring(0, colon));
        if (name.isEmpty()) {
            throw new IllegalArgumentException("The connection string has an @ before its hosts but no user name:"
                    + " put a name before the @ or leave the @ away");
        }
        return colon < 0
                ? new String[] {name}
                : new String[] {name, UriOptions.decode("password", encoded.substring(colon + 1))};
    }

    private static String srvHost(String[] identifiers) {
        if (identifiers.length != 1 || identifiers[0].isEmpty() || identifiers[0].indexOf(':') >= 0) {
            throw new IllegalArgumentException("mongodb+srv:// must be followed by exactly one DNS name without a port:"
                    + " DNS tells the hosts and their ports");
        }
        try {
            return ServerAddress.of(UriOptions.decode("host", identifiers[0])).host();
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("mongodb+srv:// must be followed by a valid DNS name");
        }
    }

    private static List<ServerAddress> hosts(String[] identifiers, boolean mayQuote, boolean userKnown) {
        var hosts = new ArrayList<ServerAddress>();
        for (String identifier : identifiers) {
            try {
                checkBlanks(identifier);
                hosts.add(ServerAddress.parse(UriOptions.decode("host", identifier)));
            } catch (IllegalArgumentException malformed) {
                // Without a known user, "name:secret" may be all that is left of a user whose host was forgotten.
                boolean show =
                        mayQuote && (userKnown || SHORT_PORT.matcher(identifier).matches());
                throw new IllegalArgumentException("Host number " + (hosts.size() + 1) + " of the connection string "
                        + (show ? "('" + identifier + "') " : "")
                        + "is malformed: it must be, without blanks, host, host:port with a port from 1 to 65535,"
                        + " [ipv6]:port, or the percent-encoded path of a Unix domain socket that ends in .sock;"
                        + " special characters of user name and password must be percent-encoded");
            }
        }
        return Collections.unmodifiableList(hosts);
    }

    /** With the question mark lost, the options would be part of the database's name. */
    private static void checkQuestionMark(String path, int question) {
        int separator = path.indexOf('&');
        int equals = path.indexOf('=', separator + 1);
        UriOption option = equals < 0
                ? null
                : UriOption.of(path.substring(separator + 1, equals).strip());
        if (question < 0 && option != null) {
            throw new IllegalArgumentException("The connection string has no ? before its option "
                    + option.optionName() + ": options follow the database after a ?, as in mongodb://localhost/app?"
                    + option.optionName() + "=...");
        }
    }

    private static void checkBlanks(String identifier) {
        if (identifier.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("a host has no blanks or line breaks");
        }
    }

    private static void checkDatabase(@Nullable String namespace, boolean mayQuote) {
        if (namespace != null
                && (namespace.startsWith(".")
                        || NOT_IN_A_DATABASE.matcher(namespace).find())) {
            throw new IllegalArgumentException("The database of the connection string "
                    + (mayQuote ? "('" + namespace + "') " : "")
                    + "must not contain / \\ \" $ or a blank; paths of Unix domain sockets and special characters of"
                    + " user name and password must be percent-encoded");
        }
    }

    /** Whether the scheme is {@code mongodb+srv}, so that DNS must be asked for the hosts. */
    public boolean isSrv() {
        return srv;
    }

    /** The DNS name that tells the hosts; null without {@code mongodb+srv}. */
    public @Nullable String srvHost() {
        return srvHost;
    }

    /** The hosts in their order; empty with {@code mongodb+srv}. */
    public List<ServerAddress> hosts() {
        return hosts;
    }

    /** The user's name, decoded; null if there is none. */
    public @Nullable String username() {
        return username;
    }

    /** The user's password, decoded; null if there is none. */
    public @Nullable Secret password() {
        return password;
    }

    /** Who the client acts for, with the mechanism's defaults filled in; null for nobody. */
    public @Nullable Credential credential() {
        return settings.credential();
    }

    /** The database after the hosts, up to its first dot; null if there is none. */
    public @Nullable String database() {
        return database;
    }

    /** What follows the first dot of the database: a collection; null if there is none. */
    public @Nullable String collection() {
        return collection;
    }

    /**
     * The options that count, by the name that the specification gives them: {@link Integer}, {@link Long}
     * ({@code wTimeoutMS}), {@link Boolean}, {@link String}, {@link Secret} (passwords), a list of names
     * ({@code compressors}), a map ({@code authMechanismProperties}, whose AWS session token is a {@link Secret}), or
     * a list of maps ({@code readPreferenceTags}).
     */
    public Map<String, Object> options() {
        var named = new LinkedHashMap<String, Object>();
        options.values().forEach((option, value) -> named.put(option.optionName(), value));
        return Collections.unmodifiableMap(named);
    }

    /** What was ignored or is deprecated, one sentence each, for a log. */
    public List<String> warnings() {
        return Collections.unmodifiableList(options.warnings());
    }

    ClientSettings settings() {
        return settings;
    }

    /** The connection string with {@code ***} for the user and for every option that may hold a secret. */
    @Override
    public String toString() {
        String query = options.values().entrySet().stream()
                .map(option -> option.getKey().optionName() + "="
                        + (option.getKey().isSensitive() ? "***" : option.getValue()))
                .collect(Collectors.joining("&"));
        return (srv ? SRV_SCHEME : PLAIN_SCHEME)
                + (username == null ? "" : "***@")
                + (srvHost != null
                        ? srvHost
                        : hosts.stream().map(ServerAddress::toString).collect(Collectors.joining(",")))
                + "/" + (database == null ? "" : database)
                + (collection == null ? "" : "." + collection)
                + (query.isEmpty() ? "" : "?" + query);
    }
}
