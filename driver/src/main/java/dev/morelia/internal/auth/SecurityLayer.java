package dev.morelia.internal.auth;

import java.nio.charset.StandardCharsets;

/**
 * The last step of {@code GSSAPI}, after the Kerberos tokens: server and client agree on what protects the messages
 * that follow, which for MongoDB is nothing, as TLS does.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4752#section-3.1">RFC 4752: client side of authentication</a>
 */
public final class SecurityLayer {
    private static final int NONE = 1;
    private static final int OFFER_BYTES = 4;

    private SecurityLayer() {}

    /**
     * The reply to the server's offer, both before they are wrapped.
     *
     * @param offer the layers that the server supports, and its maximum message size; not trusted
     * @param username the user to act as
     * @throws AuthenticationFailure if the offer is malformed, or the server demands protection
     */
    public static byte[] reply(byte[] offer, String username) throws AuthenticationFailure {
        if (offer.length != OFFER_BYTES) {
            throw new AuthenticationFailure(
                    "the server's offer of security layers has " + offer.length + " bytes instead of " + OFFER_BYTES,
                    null);
        }
        if ((offer[0] & NONE) == 0) {
            throw new AuthenticationFailure("the server demands a security layer of Kerberos; use TLS instead", null);
        }
        byte[] name = username.getBytes(StandardCharsets.UTF_8);
        byte[] reply = new byte[OFFER_BYTES + name.length];
        reply[0] = NONE;
        System.arraycopy(name, 0, reply, OFFER_BYTES, name.length);
        return reply;
    }
}
