package dev.morelia.internal.identity;

import dev.morelia.bson.Document;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.settings.Secret;
import dev.morelia.spi.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A service that issues tokens or temporary credentials over HTTP. Its responses, and what was sent to it, are secret:
 * messages contain only what is left of an error's text after everything that may be a secret is removed.
 *
 * @param description what it is, for messages
 * @param http sends the requests
 * @param timeout the maximum time for each request
 */
record Endpoint(String description, HttpTransport http, Duration timeout) {
    private static final int MAXIMUM_TEXT = 200;

    /** A header such as {@code true} is no secret, and its characters are part of other words. */
    private static final int MINIMUM_SECRET = 5;

    /** Names of JSON fields whose values are never shown, with the value. */
    private static final Pattern SECRET_FIELD =
            Pattern.compile("(?i)(\"[^\"]*(?:token|secret|key|password|credential|assertion)[^\"]*\"\\s*:\\s*)"
                    + "\"(?:[^\"\\\\]|\\\\.)*+\"?");

    /** What is as long as a token. */
    private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z0-9+/_=.%~-]{25,}");

    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]+");

    /**
     * Sends a request.
     *
     * @return the body of the response
     * @throws AuthenticationFailure if there is no response, or its status is not 200
     */
    String send(String method, String uri, Map<String, Secret> headers, String body)
            throws AuthenticationFailure, InterruptedException {
        HttpTransport.Response response;
        URI address;
        try {
            address = URI.create(uri);
        } catch (IllegalArgumentException e) {
            throw new AuthenticationFailure("the address of " + description + " is malformed", null);
        }
        String place = description + " at " + address.getScheme() + "://" + address.getRawAuthority();
        try {
            response = http.send(new HttpTransport.Request(method, address, headers, Secret.of(body), timeout));
        } catch (IOException e) {
            throw new AuthenticationFailure(
                    place + " did not respond: " + safe(String.valueOf(e.getMessage()), headers.values()), null);
        }
        if (response == null) {
            throw new AuthenticationFailure(place + " did not respond: the HTTP transport returned null", null);
        }
        String text = response.body().reveal();
        if (response.status() != 200) {
            throw new AuthenticationFailure(
                    place + " responded with status " + response.status()
                            + (text.isBlank() ? "" : ": " + safe(text, headers.values())),
                    null);
        }
        return text;
    }

    /** Like {@link #send}, for a response in JSON. */
    Document json(String method, String uri, Map<String, Secret> headers, String body)
            throws AuthenticationFailure, InterruptedException {
        String text = send(method, uri, headers, body);
        try {
            return Document.parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            // The cause would show the text.
            throw new AuthenticationFailure(
                    description + " responded with " + text.length() + " characters that are not a JSON document",
                    null);
        }
    }

    /** A field of a response that must be there. */
    Secret required(Document response, String field) throws AuthenticationFailure {
        var value = optional(response, field);
        if (value == null) {
            throw new AuthenticationFailure(description + " responded without the text \"" + field + "\"", null);
        }
        return value;
    }

    /** A field of a response that may be missing or empty, which is returned as null. */
    static @Nullable Secret optional(Document response, String field) {
        return response.get(field) instanceof String text && !text.isEmpty() ? Secret.of(text) : null;
    }

    /** The text without secrets, line breaks and whatever is beyond its first 200 characters. */
    static String safe(String text) {
        return safe(text, List.of());
    }

    private static String safe(String text, Collection<Secret> sent) {
        String safe = text;
        for (var secret : sent) {
            if (secret.reveal().length() >= MINIMUM_SECRET) {
                safe = safe.replace(secret.reveal(), "***");
            }
        }
        safe = safe.substring(0, Math.min(safe.length(), 4 * MAXIMUM_TEXT));
        safe = SECRET_FIELD.matcher(safe).replaceAll("$1\"***\"");
        safe = LONG_WORD.matcher(safe).replaceAll("***");
        safe = UNPRINTABLE.matcher(safe).replaceAll(" ").strip();
        return safe.length() > MAXIMUM_TEXT ? safe.substring(0, MAXIMUM_TEXT) + "..." : safe;
    }
}
