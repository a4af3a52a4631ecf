package dev.morelia.examples.browser;

import dev.morelia.bson.Document;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An open page of {@link Chromium}. */
public final class Page implements AutoCloseable {
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Document>> replies = new ConcurrentHashMap<>();
    private final WebSocket tools;

    Page(HttpClient http, URI address) {
        tools = http.newWebSocketBuilder().buildAsync(address, new Replies()).join();
        send(
                "Emulation.setDeviceMetricsOverride",
                Document.of("width", 1180, "height", 760)
                        .append("deviceScaleFactor", 1)
                        .append("mobile", false));
    }

    void load(String address) throws InterruptedException {
        send("Page.navigate", Document.of("url", address));
        await("document.readyState === 'complete'", REPLY_TIMEOUT);
    }

    /** Completes the futures of {@link #replies}; a message may arrive in several parts. */
    private final class Replies implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                var message = Document.parse(text.toString());
                text.setLength(0);
                var reply = replies.remove(message.int32("id", 0));
                if (reply != null) {
                    reply.complete(message);
                }
            }
            socket.request(1);
            return null;
        }
    }

    private Document send(String method, Document parameters) {
        int id = ids.incrementAndGet();
        var reply = new CompletableFuture<Document>();
        replies.put(id, reply);
        tools.sendText(
                        Document.of("id", id, "method", method, "params", parameters)
                                .toJson(),
                        true)
                .join();
        var message =
                reply.orTimeout(REPLY_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        if (message.has("error")) {
            throw new IllegalStateException(method + ": " + message);
        }
        return message.document("result");
    }

    /** The value of an expression in JavaScript, which may be that of an asynchronous function. */
    public @Nullable Object evaluate(String expression) {
        var result = send(
                "Runtime.evaluate", Document.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.document("exceptionDetails"));
        }
        return result.document("result").valueOrNull("value");
    }

    /** Waits until an expression is true. */
    public void await(String condition, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!Boolean.TRUE.equals(evaluate(condition))) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + timeout + ": " + condition + "; the page says: "
                        + evaluate("document.body.innerText"));
            }
            Thread.sleep(50);
        }
    }

    /** Writes what the window shows to a PNG file. */
    public void screenshot(Path file) throws IOException {
        var data = send("Page.captureScreenshot", new Document()).string("data");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** Closes the window, as a user does. */
    @Override
    public void close() {
        send("Page.close", new Document());
        tools.abort();
    }
}
