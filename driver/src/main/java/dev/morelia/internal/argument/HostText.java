package dev.morelia.internal.argument;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates the text of hosts and server addresses. */
public final class HostText {
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}(%[^\\s/%]{1,64})?");
    private static final Pattern NOT_IN_A_HOST = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._-]");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

    private HostText() {}

    /** Whether it is the path of a Unix domain socket. */
    public static boolean isSocketPath(String text) {
        return text.endsWith(".sock") && text.indexOf('/') >= 0;
    }

    /** Why the text is not a valid host, as the predicate of a message; never quotes from it. Null if it is valid. */
    public static @Nullable String hostProblem(String host) {
        String blank = Blanks.first(host);
        if (blank != null) {
            return "must not contain a blank or an invisible character (" + blank + ")";
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed || host.indexOf(':') >= 0) {
            String address = bracketed ? host.substring(1, host.length() - 1) : host;
            boolean valid = address.indexOf(':') >= 0
                    && IPV6.matcher(address.toLowerCase(Locale.ROOT)).matches();
            return valid ? null : bracketed ? "must have an IPv6 address in its brackets" : "must not contain a colon";
        }
        if (host.indexOf('/') >= 0) {
            return "must end in .sock to be the path of a Unix domain socket";
        }
        if (NOT_IN_A_HOST.matcher(host).find()) {
            return "must be a host name or an IP address, with letters, digits, dots, hyphens and underscores";
        }
        return host.startsWith(".") || host.contains("..") ? "must not have an empty part between its dots" : null;
    }

    /**
     * Why the text is not a valid server address, as the predicate of a message; never quotes from it. Null if it is
     * valid.
     */
    public static @Nullable String problem(String text) {
        if (text.isEmpty()) {
            return "must not be empty";
        }
        if (isSocketPath(text)) {
            return text.indexOf('\0') < 0 ? null : "must not contain a NUL character";
        }
        int end = text.indexOf(':');
        if (text.startsWith("[")) {
            end = text.indexOf(']') + 1;
            if (end == 0) {
                return "must close the bracket around its IPv6 address";
            }
            if (end < text.length() && text.charAt(end) != ':') {
                return "must have nothing but a colon and a port after the bracket";
            }
        } else if (end >= 0 && text.indexOf(':', end + 1) >= 0) {
            return "must have at most one colon, or an IPv6 address in brackets, as in [::1]:27017";
        }
        if (end == 0) {
            return "must have a host before the colon";
        }
        boolean portGiven = end > 0 && end < text.length();
        String problem = hostProblem(portGiven ? text.substring(0, end) : text);
        return problem != null || !portGiven ? problem : portProblem(text.substring(end + 1));
    }

    private static @Nullable String portProblem(String port) {
        if (port.isEmpty()) {
            return "must have a port after the colon";
        }
        if (!NUMBER.matcher(port).matches()) {
            return "must have a number as its port";
        }
        // At most five digits: anything longer is out of range and could overflow.
        boolean inRange = port.length() <= 5 && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535;
        return inRange ? null : "must have a port between 1 and 65535";
    }
}
