package dev.morelia.examples.changestreamweb;

import dev.morelia.ChangeStream;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.result.ChangeEvent;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.websocket.WsSession;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Sends the changes with the blocking API: a virtual thread waits for them. */
final class LiveChanges extends BrowserConnection {
    private static final Logger LOG = System.getLogger(LiveChanges.class.getName());

    private volatile @Nullable ChangeStream<ChangeEvent<Document>> open;
    private volatile boolean gone;

    LiveChanges(MongoCollection<Document> collection) {
        super(collection);
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
        try (var stream = changes().cursor()) {
            open = stream;
            // Read after the stream was opened: what changes meanwhile is in the documents or follows as an event.
            var documents = isNew() ? collection.find().toList() : null;
            send(browser, stream.resumeToken(), "documents", documents);
            while (!gone) {
                var change = stream.tryNext();
                send(browser, stream.resumeToken(), "event", change == null ? null : change.raw());
            }
        } catch (MongoException | BsonException failure) {
            close(browser, failure);
        } catch (SocketWriterException | CloseConnectionException | UncheckedIOException e) {
            // A message could not be sent: the browser is gone.
            gone = true;
        } catch (RuntimeException e) {
            // The stream is closed while it waits when the browser closes the connection; anything else is a bug.
            if (!gone) {
                LOG.log(Level.ERROR, "the changes for a browser have ended", e);
                close(browser, e);
            }
        }
    }
}
