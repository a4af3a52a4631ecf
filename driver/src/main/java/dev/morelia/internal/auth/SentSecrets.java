package dev.morelia.internal.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets that one login has sent to a server, which may repeat them in its replies, as they are or in Base64. Used
 * by one thread.
 */
public final class SentSecrets {
    private static final String HIDDEN = "***";

    /** A shorter secret may be a part of an ordinary word, so it is looked for as a whole word only. */
    private static final int MINIMUM_PART = 5;

    /** Four characters of Base64 stand for three bytes. */
    private static final int BASE64_GROUP = 4;

    /** No server needs more to say why it rejects a login; looking for secrets takes time and memory. */
    private static final int MAXIMUM_TEXT = 10_000;

    private static final Pattern MAYBE_BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{2,}={0,2}");

    private final Set<String> secrets = new LinkedHashSet<>();

    /** What the bytes may be that a text in Base64 stands for, with one character for each. */
    private final Set<String> wholes = new LinkedHashSet<>();

    /** Secrets that may be a part of such bytes. */
    private final Set<String> parts = new LinkedHashSet<>();

    /** Adds what a conversation sends. */
    public void add(SaslConversation conversation, byte[] payload) {
        if (payload.length > 0) {
            wholes.add(new String(payload, StandardCharsets.ISO_8859_1));
        }
        for (String secret : conversation.secrets(payload)) {
            if (!secret.isEmpty()) {
                secrets.add(secret);
                var bytes = new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                (isShort(secret) ? wholes : parts).add(bytes);
            }
        }
    }

    /** The text without these secrets; what is encoded is hidden as a whole if a secret is in it. */
    public String hide(String text) {
        if (wholes.isEmpty()) {
            return text;
        }
        if (text.length() > MAXIMUM_TEXT) {
            return "a text of " + text.length() + " characters";
        }
        String hidden = text;
        for (String secret : secrets) {
            hidden = isShort(secret)
                    ? hidden.replaceAll("(?<!\\w)" + Pattern.quote(secret) + "(?!\\w)", HIDDEN)
                    : hidden.replace(secret, HIDDEN);
        }
        return MAYBE_BASE64.matcher(hidden).replaceAll(this::hideEncoded);
    }

    private static boolean isShort(String secret) {
        return secret.length() < MINIMUM_PART;
    }

    private String hideEncoded(MatchResult word) {
        String encoded = word.group().replace('-', '+').replace('_', '/').replace("=", "");
        boolean secret = wholes.contains(decoded(encoded));
        // A part of what was encoded may begin at any position of a group.
        for (int from = 0; from < BASE64_GROUP && from < encoded.length() && !secret; from++) {
            secret = parts.stream().anyMatch(decoded(encoded.substring(from))::contains);
        }
        return secret ? HIDDEN : Matcher.quoteReplacement(word.group());
    }

    private static String decoded(String encoded) {
        int length = encoded.length() % BASE64_GROUP == 1 ? encoded.length() - 1 : encoded.length();
        return new String(Base64.getDecoder().decode(encoded.substring(0, length)), StandardCharsets.ISO_8859_1);
    }
}
