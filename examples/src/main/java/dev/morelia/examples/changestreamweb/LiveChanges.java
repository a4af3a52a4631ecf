package dev.morelia.examples.changestreamweb;

import dev.morelia.ChangeStream;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.examples.WebPage;
import dev.morelia.options.ChangeStreamOptions.FullDocument;
import dev.morelia.result.ChangeEvent;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One browser's connection. Each message is a document in Extended JSON: its {@code token} is what the browser gives
 * back as the parameter {@code after} when it connects again; {@code event} is a change. A browser that has no token
 * gets all {@code documents} first.
 */
final class LiveChanges implements WsListener {
    /** A message is sent at least this often, so that either side notices when the other one is gone. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** Close codes: connect again with the token, and without. */
    private static final int TRY_AGAIN = 1013;

    private static final int START_ANEW = 4000;

    private static final Logger LOG = System.getLogger(LiveChanges.class.getName());

    private final MongoCollection<Document> collection;
    private String after = "";
    private volatile @Nullable ChangeStream<ChangeEvent<Document>> open;
    private volatile boolean gone;

    LiveChanges(MongoCollection<Document> collection) {
        this.collection = collection;
    }

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) throws WsUpgradeException {
        // A browser lets pages of any server open a websocket.
        if (WebPage.isForeign(headers)) {
            throw new WsUpgradeException("this server is for its own page");
        }
        after = prologue.query().first("after").orElse("");
        return Optional.empty();
    }

    /** Helidon's own thread goes on reading, and so notices when the browser closes the connection. */
    @Override
    public void onOpen(WsSession browser) {
        Thread.ofVirtual().name("changes for a browser").start(() -> sendChanges(browser));
    }

    @Override
    public void onClose(WsSession browser, int status, String reason) {
        close();
    }

    @Override
    public void onError(WsSession browser, Throwable failure) {
        close();
    }

    /** Ends the wait for a change, too. */
    private void close() {
        gone = true;
        var stream = open;
        if (stream != null) {
            stream.close();
        }
    }

    private void sendChanges(WsSession browser) {
        try (var stream = open()) {
            open = stream;
            // Read after the stream was opened: what changes meanwhile is in the documents or follows as an event.
            var documents = after.isEmpty() ? collection.find().toList() : null;
            send(browser, stream, "documents", documents);
            while (!gone) {
                var change = stream.tryNext();
                send(browser, stream, "event", change == null ? null : change.raw());
            }
        } catch (MongoException failure) {
            // The stream has resumed after all that it could; what is left is a long outage, or a token too old.
            close(browser, failure.isTransient() ? TRY_AGAIN : START_ANEW, failure);
        } catch (BsonException malformed) {
            close(browser, START_ANEW, malformed);
        } catch (SocketWriterException | CloseConnectionException | UncheckedIOException e) {
            // A message could not be sent: the browser is gone.
            gone = true;
        } catch (RuntimeException e) {
            // The stream is closed while it waits when the browser closes the connection; anything else is a bug.
            if (!gone) {
                LOG.log(Level.ERROR, "the changes for a browser have ended", e);
                close(browser, TRY_AGAIN, e);
            }
        }
    }

    private ChangeStream<ChangeEvent<Document>> open() {
        var changes =
                collection.watch().fullDocument(FullDocument.UPDATE_LOOKUP).maxAwaitTime(HEARTBEAT);
        return (after.isEmpty() ? changes : changes.startAfter(Document.parse(after))).cursor();
    }

    private static void send(
            WsSession browser, ChangeStream<ChangeEvent<Document>> stream, String field, @Nullable Object value) {
        var message = Document.of("token", stream.resumeToken(), field, value);
        browser.send(message.toJson(), true);
    }

    private static void close(WsSession browser, int code, RuntimeException failure) {
        var reason = String.valueOf(failure.getMessage());
        // The protocol allows 123 bytes.
        browser.close(code, reason.substring(0, Math.min(reason.length(), 40)));
    }
}
