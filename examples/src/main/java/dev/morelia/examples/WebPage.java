package dev.morelia.examples;

import dev.morelia.error.MongoException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.function.Consumer;

/** What the web servers of the examples have in common. Helidon calls each handler in a virtual thread. */
public final class WebPage {
    /** For forms; a server that takes files sets more. */
    private static final int MAX_REQUEST_BYTES = 64 * 1024;

    private WebPage() {}

    /**
     * A server for programs on this machine only, as it asks for no password. Errors of the database are replies with
     * status 503, and a request of more than 64 KB is rejected unless the server that is built says otherwise. So are
     * requests of pages of other servers, which a browser sends as well.
     */
    public static WebServerConfig.Builder server(int port, Consumer<HttpRouting.Builder> routes) {
        return WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .maxPayloadSize(MAX_REQUEST_BYTES)
                .routing(routing -> {
                    routing.addFilter((chain, request, response) -> {
                        if (isForeign(request.headers())) {
                            response.status(Status.FORBIDDEN_403).send("this server is for its own page");
                        } else {
                            chain.proceed();
                        }
                    });
                    routing.error(
                            MongoException.class,
                            (request, response, failure) -> response.status(Status.SERVICE_UNAVAILABLE_503)
                                    .send(String.valueOf(failure.getMessage())));
                    routing.error(
                            IllegalArgumentException.class,
                            (request, response, malformed) -> response.status(Status.BAD_REQUEST_400)
                                    .send(String.valueOf(malformed.getMessage())));
                    routes.accept(routing);
                });
    }

    /**
     * Whether a request comes from a page of another server: its {@code Origin} is not the host that it was sent to.
     * Programs other than browsers send none.
     */
    public static boolean isForeign(Headers headers) {
        var host = headers.first(HeaderNames.HOST).orElse("");
        return headers.first(HeaderNames.ORIGIN)
                .filter(origin -> !origin.replaceFirst("^https?://", "").equalsIgnoreCase(host))
                .isPresent();
    }

    /** Replies with the file {@code index.html} that is beside a class. */
    public static Handler of(Class<?> neighbour) {
        byte[] html;
        try (var file = neighbour.getResourceAsStream("index.html")) {
            if (file == null) {
                throw new IllegalStateException("no index.html beside " + neighbour);
            }
            html = file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (request, response) -> response.header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .send(html);
    }
}
