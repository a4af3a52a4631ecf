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

    private static final Pattern MAYBE_BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{2,}={0,2}");

    private final Set<String> secrets = new LinkedHashSet<>();

    /** What a text in Base64 may consist of, with one character for each byte. */
    private final Set<String> messages = new LinkedHashSet<>();

    /** Adds what a conversation sends. */
    public void add(SaslConversation conversation, byte[] payload) {
        secrets.addAll(conversation.secrets(payload));
        secrets.remove("");
        if (payload.length > 0) {
            messages.add(new String(payload, StandardCharsets.ISO_8859_1));
        }
    }

    /** The text without these secrets; what is encoded is hidden as a whole if a secret is in it. */
    public String hide(String text) {
        String hidden = text;
        for (String secret : secrets) {
            String quoted = Pattern.quote(secret);
            String pattern = isShort(secret) ? "(?<!\\w)" + quoted + "(?!\\w)" : quoted;
            hidden = hidden.replaceAll(pattern, HIDDEN);
        }
        return messages.isEmpty() ? hidden : MAYBE_BASE64.matcher(hidden).replaceAll(this::hideEncoded);
    }

    private static boolean isShort(String secret) {
        return secret.length() < MINIMUM_PART;
    }

    private String hideEncoded(MatchResult word) {
        String encoded = word.group().replace('-', '+').replace('_', '/').replace("=", "");
        String whole = decoded(encoded);
        if (messages.contains(whole) || secrets.stream().anyMatch(secret -> bytes(secret).equals(whole))) {
            return HIDDEN;
        }
        // A part of what was encoded may begin at any position of a group.
        for (int from = 0; from < BASE64_GROUP && from < encoded.length(); from++) {
            String part = decoded(encoded.substring(from));
            if (secrets.stream().anyMatch(secret -> !isShort(secret) && part.contains(bytes(secret)))) {
                return HIDDEN;
            }
        }
        return Matcher.quoteReplacement(word.group());
    }

    private static String bytes(String secret) {
        return new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String decoded(String encoded) {
        int length = encoded.length() % BASE64_GROUP == 1 ? encoded.length() - 1 : encoded.length();
        return new String(Base64.getDecoder().decode(encoded.substring(0, length)), StandardCharsets.ISO_8859_1);
    }
}
