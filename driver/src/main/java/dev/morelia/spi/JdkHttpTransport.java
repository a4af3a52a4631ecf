package dev.morelia.spi;

import dev.morelia.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * HTTP by {@link HttpURLConnection}, which needs neither another module nor threads of its own. Its reads end only with
 * its timeouts; on a virtual thread, as in the driver, also when the thread is interrupted.
 */
final class JdkHttpTransport implements HttpTransport {
    /** Outside its cloud, a metadata endpoint does not even reject a connection. */
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    static final JdkHttpTransport INSTANCE = new JdkHttpTransport();

    private JdkHttpTransport() {}

    @Override
    public Response send(Request request) throws IOException {
        var url = request.uri().toURL();
        URLConnection opened = "http".equalsIgnoreCase(request.uri().getScheme())
                ? url.openConnection(Proxy.NO_PROXY)
                : url.openConnection();
        if (!(opened instanceof HttpURLConnection connection)) {
            throw new IOException("not an HTTP address: " + request.uri());
        }
        prepare(connection, request);
        try {
            String body = request.body().reveal();
            if (!request.method().equals("GET")) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                connection.setDoOutput(true);
                // Streaming also keeps the JDK from sending the request twice.
                connection.setFixedLengthStreamingMode(bytes.length);
                connection.getOutputStream().write(bytes);
            }
            int status = connection.getResponseCode();
            return new Response(
                    status, Secret.of(body(status >= 400 ? connection.getErrorStream() : connection.getInputStream())));
        } finally {
            connection.disconnect();
        }
    }

    private static void prepare(HttpURLConnection connection, Request request) throws IOException {
        int timeout = Math.clamp(request.timeout().toMillis(), 1, Integer.MAX_VALUE);
        connection.setConnectTimeout(Math.min(timeout, CONNECT_TIMEOUT_MILLIS));
        connection.setReadTimeout(timeout);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        // The application's passwords are not for these endpoints.
        connection.setAuthenticator(new NoPasswords());
        connection.setRequestMethod(request.method());
        // A connection that is kept open would keep a thread of the JDK alive.
        connection.setRequestProperty("Connection", "close");
        request.headers().forEach((name, value) -> connection.setRequestProperty(name, value.reveal()));
    }

    private static String body(@Nullable InputStream in) throws IOException {
        if (in == null) {
            return "";
        }
        byte[] bytes = in.readNBytes(MAXIMUM_RESPONSE_BYTES + 1);
        if (bytes.length > MAXIMUM_RESPONSE_BYTES) {
            throw new IOException("the response is longer than " + MAXIMUM_RESPONSE_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static final class NoPasswords extends Authenticator {}
}
