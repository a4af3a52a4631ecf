package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.Blanks;
import dev.morelia.internal.argument.HostText;
import dev.morelia.topology.ServerAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
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
 * blanks, line breaks and invisible characters around the whole string and around names and values are dropped, and
 * rejected in hosts and databases. Booleans may be written in upper case, and {@code 1}, {@code yes}, {@code y},
 * {@code t} and their contraries still pass for booleans, with a warning. Unknown options and values that an option
 * cannot have are ignored and listed by {@link #warnings}, as are values that most likely are misspelt; what
 * contradicts itself, and what would silently weaken a write concern or a login, is an error. Neither warnings nor
 * errors nor {@link #toString} ever carry the user's name or password. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-string/connection-string-spec.md">Connection String</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/uri-options/uri-options.md">URI Options</a>
 */
public final class ConnectionString {
    private static final String PLAIN_SCHEME = "mongodb://";
    private static final String SRV_SCHEME = "mongodb+srv://";
    private static final Pattern SCHEME = Pattern.compile("(\\p{Alpha}[\\p{Alnum}+.-]*)(:?/{0,2})");
    private static final Pattern NOT_IN_A_DATABASE = Pattern.compile("[/\\\\\"$\\x00]");
    /** Hosts, right or wrong, that cannot be a user's name and password instead. */
    private static final Pattern NO_SECRET =
            Pattern.compile("[^:]*|[^:]*:-?\\d{0,6}|::[0-9a-fA-F:.]*|\\[[0-9a-fA-F:.%\\]]*");

    private final List<ServerAddress> hosts;
    private final @Nullable String srvHost;
    private final @Nullable String username;
    private final @Nullable Secret password;
    private final @Nullable String database;
    private final @Nullable String collection;
    private final UriOptions options;
    private final ClientSettings settings;

    private ConnectionString(List<Part> parts) {
        if (parts.size() > 1 && parts.stream().anyMatch(part -> part.srvHost != null)) {
            throw new IllegalArgumentException("A connection string with mongodb+srv:// must not be listed with others:"
                    + " DNS provides all its hosts");
        }
        var united = new LinkedHashSet<ServerAddress>();
        Part user = parts.getFirst();
        Part named = parts.getFirst();
        for (Part part : parts) {
            united.addAll(part.hosts);
            user = part.username != null ? part : user;
            named = part.database != null ? part : named;
        }
        // One alone may name a host twice, and keeps it.
        hosts = parts.size() == 1 ? user.hosts : List.copyOf(united);
        srvHost = user.srvHost;
        username = user.username;
        password = user.password;
        database = named.database;
        collection = named.collection;
        options = UriOptions.union(parts.stream().map(part -> part.options).toList());
        // A user is looked for in the database of its own string, whichever other one comes last.
        settings = new UriSettings(options, username, password, user.database)
                .settings(hosts, srvHost)
                .defaultDatabase(database);
    }

    /**
     * Takes a connection string apart and checks it. Plain hosts are one, too: {@code localhost}, {@code
     * localhost:27018,localhost:27019}, {@code [::1]}.
     *
     * @throws IllegalArgumentException if it is malformed or contradicts itself
     */
    public static ConnectionString parse(String text) {
        return new ConnectionString(List.of(new Part(Argument.notNull("connectionString", text))));
    }

    /**
     * Takes several connection strings or plain hosts apart that together name one deployment. It has the hosts of
     * all; of what else they say the last one counts: the last database, the last user with its password, the last
     * value of each option.
     *
     * @throws IllegalArgumentException if the list is empty, if one is malformed, or if they contradict themselves or
     *     each other
     */
    public static ConnectionString parse(List<String> texts) {
        return new ConnectionString(Argument.notEmpty("connectionStrings", texts).stream()
                .map(Part::new)
                .toList());
    }

    /**
     * This connection string, unless there is something wrong with it for which there would be a warning.
     *
     * @throws IllegalArgumentException if it has {@link #warnings}; the message contains all of them
     */
    public ConnectionString strict() {
        if (!warnings().isEmpty()) {
            throw new IllegalArgumentException(
                    "The connection string is not accepted in strict mode. Without it there would be these warnings: "
                            + String.join("; ", warnings()));
        }
        return this;
    }

    /** One text, taken apart. */
    private static final class Part {
        final List<ServerAddress> hosts;
        final @Nullable String srvHost;
        final @Nullable String username;
        final @Nullable Secret password;
        final @Nullable String database;
        final @Nullable String collection;
        final UriOptions options;

        Part(String given) {
            String text = withScheme(Blanks.strip(given));
            boolean srv = text.startsWith(SRV_SCHEME);
            String rest = text.substring((srv ? SRV_SCHEME : PLAIN_SCHEME).length());
            int end = endOfHosts(rest);
            String authority = rest.substring(0, end);
            String tail = rest.substring(end);
            int at = authority.lastIndexOf('@');
            // An at-sign after the hosts may mean that a password had an unescaped slash or question mark. What stands
            // before that at-sign must then not be shown, whatever it looks like.
            boolean mayQuote = tail.indexOf('@') < 0;
            if (!mayQuote && at < 0) {
                throw new IllegalArgumentException(UriOptions.AT_SIGN_AFTER_HOSTS);
            }
            int question = tail.indexOf('?');
            String[] user = at < 0 ? null : userInfo(authority.substring(0, at));
            username = user == null ? null : user[0];
            password = user == null || user.length < 2 ? null : Secret.of(user[1]);

            String addresses = authority.substring(at + 1);
            UriOptions.checkNoOptions(addresses, question >= 0);
            String[] identifiers = addresses.split(",", -1);
            checkNoScheme(identifiers, tail);
            srvHost = srv ? srvHost(identifiers) : null;
            hosts = srv ? List.of() : hosts(identifiers, mayQuote, password != null, tail);

            String path = tail.startsWith("/") ? tail.substring(1, question < 0 ? tail.length() : question) : "";
            UriOptions.checkNoOptions(path, question >= 0);
            String namespace = path.isEmpty() ? null : UriOptions.decode("database", path);
            checkDatabase(path, namespace, mayQuote);
            int dot = namespace == null ? -1 : namespace.indexOf('.');
            database = namespace == null || dot < 0 ? namespace : namespace.substring(0, dot);
            collection = namespace == null || dot < 0 ? null : namespace.substring(dot + 1);

            options = new UriOptions(question < 0 ? "" : tail.substring(question + 1), mayQuote);
        }
    }

    /** The text itself, or with the scheme before plain hosts. */
    private static String withScheme(String text) {
        if (text.startsWith(PLAIN_SCHEME) || text.startsWith(SRV_SCHEME)) {
            return text;
        }
        for (String host : text.split(",", -1)) {
            // Paths of sockets are not read without the scheme: their slashes would have to be percent-encoded.
            if (host.indexOf('/') >= 0 || HostText.problem(host) != null) {
                throw new IllegalArgumentException("A connection string must start with mongodb:// or mongodb+srv://,"
                        + " as in mongodb://localhost, or be a plain host, as in localhost:27017" + given(text));
            }
        }
        return PLAIN_SCHEME + text;
    }

    /** What a text without the right scheme begins with instead; no more of it, as the rest may hold a secret. */
    private static String given(String text) {
        if (text.isEmpty()) {
            return "; it is empty";
        }
        if ("\"'`\u201c\u2018".indexOf(text.charAt(0)) >= 0) {
            return "; it begins with a quotation mark, which is to be left out";
        }
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.lookingAt()) {
            return "";
        }
        String name = scheme.group(1).toLowerCase(Locale.ROOT);
        boolean ours = name.equals("mongodb") || name.equals("mongodb+srv");
        if (!ours && !scheme.group(2).equals("://")) {
            return "";
        }
        // With an at-sign in the text it may be the name of a user.
        return ours || name.startsWith("mongo") || text.indexOf('@') < 0
                ? "; it begins with " + scheme.group() + (ours ? " instead of " + name + "://" : "")
                : "";
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

    /** A web address after the scheme: what it begins with looks like a host without its port. */
    private static void checkNoScheme(String[] identifiers, String tail) {
        String last = identifiers[identifiers.length - 1];
        if (tail.startsWith("//") && last.matches("\\p{Alpha}[\\p{Alnum}+.-]*:")) {
            throw new IllegalArgumentException("The connection string has " + last + "// before a host: after "
                    + "mongodb:// or mongodb+srv:// hosts have no scheme of their own");
        }
    }

    private static String srvHost(String[] identifiers) {
        String name = UriOptions.decode("host", identifiers[0]);
        String problem = identifiers.length != 1
                ? "one, got " + identifiers.length
                : name.indexOf(':') >= 0 ? "one without a port" : name.isEmpty() ? "one, got none" : null;
        if (problem != null) {
            throw new IllegalArgumentException("mongodb+srv:// must be followed by exactly one DNS name, and this by "
                    + problem + ": DNS provides the hosts and their ports");
        }
        problem = name.indexOf('/') >= 0 ? "must not contain a slash" : HostText.problem(name);
        if (problem != null) {
            throw new IllegalArgumentException("The DNS name after mongodb+srv:// " + problem);
        }
        return new SrvSettings(name, SrvSettings.DEFAULT_SERVICE_NAME, 0, null).host();
    }

    private static List<ServerAddress> hosts(
            String[] identifiers, boolean mayQuote, boolean passwordKnown, String tail) {
        // Without a known password, "name:secret" may be all that is left of a user whose host was forgotten.
        boolean show = mayQuote
                && (passwordKnown
                        || Arrays.stream(identifiers)
                                .allMatch(identifier ->
                                        NO_SECRET.matcher(identifier).matches()));
        var hosts = new ArrayList<ServerAddress>();
        for (String identifier : identifiers) {
            String address = UriOptions.decode("host", identifier);
            String problem = problem(identifier, address, tail);
            if (problem != null) {
                String number = identifiers.length == 1
                        ? "The host"
                        : "Host " + (hosts.size() + 1) + " of the " + identifiers.length + " hosts";
                throw new IllegalArgumentException(number + " of the connection string "
                        + (show && !identifier.isEmpty() ? "('" + identifier + "') " : "") + problem
                        + (show
                                ? ""
                                : "; it is not shown as it may be part of a password, in which @ is written %40,"
                                        + " : %3A, / %2F and % %25"));
            }
            hosts.add(ServerAddress.parse(address));
        }
        return Collections.unmodifiableList(hosts);
    }

    private static @Nullable String problem(String identifier, String address, String tail) {
        if (!Blanks.strip(identifier).equals(identifier)) {
            return "must not have a blank before or after it";
        }
        if (identifier.isEmpty()) {
            return tail.contains(".sock")
                    ? "must not be empty: in the path of a Unix domain socket / is written %2F"
                    : "must not be empty: write it after mongodb://, as in mongodb://localhost:27017/app";
        }
        return HostText.problem(address);
    }

    /** An at-sign or a pair of name and value in it is a slip, unless it is percent-encoded. */
    private static void checkDatabase(String path, @Nullable String namespace, boolean mayQuote) {
        if (path.indexOf('@') >= 0) {
            throw new IllegalArgumentException("The connection string has a / before its last @: in user name and"
                    + " password / is written %2F, in the database @ is written %40");
        }
        if (path.matches("(?s).*[&;].*=.*")) {
            throw new IllegalArgumentException("The connection string has options, or what looks like them, in its"
                    + " database: options follow after a ?, and in a database & is written %26 and ; is written %3B");
        }
        if (namespace == null) {
            return;
        }
        String blank = Blanks.first(namespace);
        if (blank != null
                || namespace.startsWith(".")
                || NOT_IN_A_DATABASE.matcher(namespace).find()) {
            throw new IllegalArgumentException("The database of the connection string "
                    + (mayQuote && namespace.indexOf('@') < 0 ? "('" + namespace + "') " : "")
                    + (blank != null
                            ? "must not contain a blank or an invisible character (" + blank + ")"
                            : "must not start with a dot nor contain / \\ \" or $")
                    + "; paths of Unix domain sockets and special characters of user name and password must be"
                    + " percent-encoded");
        }
    }

    /** Whether the scheme is {@code mongodb+srv}, so that DNS must be asked for the hosts. */
    public boolean isSrv() {
        return srvHost != null;
    }

    /** The DNS name that provides the hosts; null without {@code mongodb+srv}. */
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

    /** The credential, with the mechanism's defaults filled in; null for none. */
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
     * ({@code timeoutMS}, {@code wTimeoutMS}), {@link Boolean}, {@link String}, {@link Secret} (passwords), a list of
     * names ({@code compressors}), a map ({@code authMechanismProperties}, whose AWS session token is a {@link
     * Secret}), or a list of maps ({@code readPreferenceTags}).
     */
    public Map<String, Object> options() {
        var named = new LinkedHashMap<String, Object>();
        options.values().forEach((option, value) -> named.put(option.optionName(), value));
        return Collections.unmodifiableMap(named);
    }

    /** What was ignored or is deprecated, one message each, for a log. */
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
        return (srvHost != null ? SRV_SCHEME : PLAIN_SCHEME)
                + (username == null ? "" : "***@")
                + (srvHost != null
                        ? srvHost
                        : hosts.stream().map(ServerAddress::toString).collect(Collectors.joining(",")))
                + "/" + (database == null ? "" : database)
                + (collection == null ? "" : "." + collection)
                + (query.isEmpty() ? "" : "?" + query);
    }
}
