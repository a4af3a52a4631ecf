package dev.morelia.internal.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of SCRAM messages: attributes of one letter, separated by commas. Pure. */
final class ScramText {
    /** Servers send less than 300 bytes. */
    private static final int MAXIMUM_BYTES = 4_096;

    private static final int MAXIMUM_SHOWN = 200;

    private final String[] attributes;
    private int next;

    private ScramText(String[] attributes) {
        this.attributes = attributes;
    }

    /**
     * A message of the server.
     *
     * @throws AuthenticationFailure if it is empty, too long or has other than printable ASCII characters
     */
    static ScramText of(byte[] message) throws AuthenticationFailure {
        if (message.length == 0) {
            throw new AuthenticationFailure("the server sent an empty message where one of SCRAM is due", null);
        }
        if (message.length > MAXIMUM_BYTES) {
            throw new AuthenticationFailure(
                    "the server sent a message of " + message.length + " bytes, more than the limit of "
                            + MAXIMUM_BYTES,
                    null);
        }
        var text = new String(message, StandardCharsets.UTF_8);
        if (text.startsWith("e=")) {
            throw new AuthenticationFailure("the server says: " + shown(text.substring(2)), null);
        }
        for (byte each : message) {
            if (each < ' ' || each > '~') {
                throw new AuthenticationFailure("the server sent a message that is not one of SCRAM", null);
            }
        }
        return new ScramText(text.split(",", -1));
    }

    /**
     * The value of the next attribute.
     *
     * @throws AuthenticationFailure if it is missing or another one
     */
    String value(char name, String meaning) throws AuthenticationFailure {
        if (next == attributes.length
                || attributes[next].length() < 2
                || attributes[next].charAt(0) != name
                || attributes[next].charAt(1) != '=') {
            throw new AuthenticationFailure("the server's message has no " + meaning + " where it is due", null);
        }
        return attributes[next++].substring(2);
    }

    /**
     * Bytes in Base64.
     *
     * @throws AuthenticationFailure if they are none
     */
    static byte[] bytes(String base64, String meaning) throws AuthenticationFailure {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new AuthenticationFailure("the server's " + meaning + " is not Base64", null);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The server's words, limited and printable. */
    private static String shown(String words) {
        var printable = words.codePoints()
                .limit(MAXIMUM_SHOWN)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return words.length() > MAXIMUM_SHOWN ? printable + "..." : printable.toString();
    }
}
