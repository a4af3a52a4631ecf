package dev.morelia.live.identity;

import dev.morelia.spi.HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP server on the loopback interface that responds as a test asks for, byte for byte if necessary. Each
 * connection serves one request on a daemon thread.
 */
final class HttpEndpoint implements AutoCloseable {
    private final ServerSocket listener;
    private final Handler handler;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** Responds to a request. */
    @FunctionalInterface
    interface Handler {
        void handle(Received request, OutputStream out) throws IOException, InterruptedException;
    }

    /** A request; names of headers are in lower case. */
    record Received(String method, String target, Map<String, String> headers, String body, InputStream rest) {

        /** Waits until the client closes the connection. */
        void awaitClose() throws IOException {
            rest.transferTo(OutputStream.nullOutputStream());
        }
    }

    private HttpEndpoint(Handler handler) throws IOException {
        this.handler = handler;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    static HttpEndpoint start(Handler handler) {
        try {
            var endpoint = new HttpEndpoint(handler);
            Thread.ofPlatform().daemon().name("http-endpoint").start(endpoint::accept);
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void respond(OutputStream out, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        write(out, "HTTP/1.1 " + status + " Status\r\nContent-Length: " + bytes.length + "\r\n\r\n" + body);
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    String address() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Sends every request here instead, by the standard transport. */
    HttpTransport transport() {
        return request -> {
            var uri = request.uri();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            var here = URI.create(address() + uri.getRawPath() + query);
            return HttpTransport.standard()
                    .send(new HttpTransport.Request(
                            request.method(), here, request.headers(), request.body(), request.timeout()));
        };
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    /** Waits until the client has closed its connections. */
    void awaitAllClosed() throws InterruptedException {
        long begun = System.nanoTime();
        while (!open.isEmpty()) {
            if (System.nanoTime() - begun > Duration.ofSeconds(5).toNanos()) {
                throw new AssertionError(open.size() + " connections are still open");
            }
            Thread.sleep(5);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().name("http-endpoint-connection").start(() -> serve(socket));
            } catch (IOException e) {
                // The listener was closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var request = read(socket.getInputStream());
            received.add(request);
            handler.handle(request, socket.getOutputStream());
            socket.shutdownOutput();
            request.awaitClose();
        } catch (IOException e) {
            // The client has closed the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static Received read(InputStream in) throws IOException {
        String[] first = line(in).split(" ", -1);
        var headers = new TreeMap<String, String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Received(first[0], first[1], headers, new String(body, StandardCharsets.UTF_8), in);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the client closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
