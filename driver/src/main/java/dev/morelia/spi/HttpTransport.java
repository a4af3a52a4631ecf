package dev.morelia.spi;

import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Sends the HTTP requests with which the driver obtains temporary credentials: from the metadata endpoints of Amazon
 * Web Services, Azure and Google Cloud, and from Amazon's Security Token Service. Must be thread-safe. Called without a
 * lock on a thread of its own, which is interrupted if the request takes too long or is no longer needed; may throw
 * anything.
 *
 * <p>An implementation should neither follow redirects, which would send credentials elsewhere, nor read more of a
 * response than {@link #MAXIMUM_RESPONSE_BYTES}.
 */
@FunctionalInterface
public interface HttpTransport {
    /** Responses are much smaller than this: a token is some kilobytes. */
    int MAXIMUM_RESPONSE_BYTES = 64 * 1024;

    /**
     * Sends a request and reads the response.
     *
     * @throws IOException if there was no valid response
     * @throws InterruptedException if the thread was interrupted
     */
    Response send(Request request) throws IOException, InterruptedException;

    /**
     * The JDK's HTTP client. Sends {@code http} requests directly, as metadata endpoints are not behind a proxy, and
     * {@code https} requests through the system's proxy, if it has one.
     */
    static HttpTransport standard() {
        return JdkHttpTransport.INSTANCE;
    }

    /**
     * A request. Prints without headers and body.
     *
     * @param method {@code GET}, {@code PUT} or {@code POST}
     * @param uri the address; without secrets
     * @param headers the header fields
     * @param body the body; empty for none
     * @param timeout the maximum time for the whole exchange; positive
     */
    record Request(String method, URI uri, Map<String, Secret> headers, Secret body, Duration timeout) {
        /**
         * A request.
         *
         * @throws IllegalArgumentException if an argument is null, or a header contains a control character or one that
         *     is not ASCII
         */
        public Request {
            Argument.text("method", method);
            Argument.notNull("uri", uri);
            Argument.notNull("body", body);
            Argument.duration("timeout", timeout);
            Argument.notNull("headers", headers)
                    .forEach((name, value) -> Argument.notNull(Argument.notNull("name of a header", name), value));
            headers = Map.copyOf(headers);
            headers.forEach((name, value) -> {
                // A JDK error would show the value.
                if (value.reveal().chars().anyMatch(c -> c < ' ' || c > '~')) {
                    throw new IllegalArgumentException("the header " + name
                            + " must not contain control characters or characters that are not ASCII");
                }
            });
        }
    }

    /**
     * A response. Prints without the body.
     *
     * @param status the status code, such as 200
     * @param body the body, decoded as UTF-8
     */
    record Response(int status, Secret body) {
        /** Checks that there is a body. */
        public Response {
            Argument.notNull("body", body);
        }
    }
}
