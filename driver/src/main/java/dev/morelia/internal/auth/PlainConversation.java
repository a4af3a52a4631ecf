package dev.morelia.internal.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * User name and password in the clear, for servers that pass them on to LDAP.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4616">RFC 4616: PLAIN</a>
 */
public final class PlainConversation implements SaslConversation {
    private byte[] message;

    /**
     * A conversation.
     *
     * @param password copied
     * @throws AuthenticationFailure if one of them has the character by which the message separates them
     */
    public PlainConversation(String username, char[] password) throws AuthenticationFailure {
        String text = '\0' + username + '\0' + String.valueOf(password);
        if (text.chars().filter(c -> c == '\0').count() > 2) {
            throw new AuthenticationFailure("PLAIN allows no NUL character in user name and password", null);
        }
        message = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String mechanism() {
        return "PLAIN";
    }

    @Override
    public byte[] start() {
        byte[] once = message;
        message = new byte[0];
        return once;
    }

    @Override
    public List<String> secrets(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return List.of(text.substring(text.lastIndexOf('\0') + 1));
    }

    @Override
    public byte[] next(byte[] challenge) throws AuthenticationFailure {
        throw new AuthenticationFailure("the server does not end the conversation", null);
    }

    @Override
    public void finish(byte[] challenge) {
        // The server proves nothing.
    }
}
