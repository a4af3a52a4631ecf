package dev.morelia.examples.changestreamweb;

import dev.morelia.ChangeStreamQuery;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.examples.WebPage;
import dev.morelia.options.ChangeStreamOptions.FullDocument;
import dev.morelia.result.ChangeEvent;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One browser's connection. Each message is a document in Extended JSON: its {@code token} is what the browser gives
 * back as the parameter {@code after} when it connects again; {@code event} is a change. A browser that has no token
 * gets all {@code documents} first.
 */
abstract class BrowserConnection implements WsListener {
    /** A message is sent at least this often, so that either side notices when the other one is gone. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** Close codes: connect again with the token, and without. */
    private static final int TRY_AGAIN = 1013;

    private static final int START_ANEW = 4000;

    final MongoCollection<Document> collection;
    private String after = "";

    BrowserConnection(MongoCollection<Document> collection) {
        this.collection = collection;
    }

    @Override
    public final Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) throws WsUpgradeException {
        // A browser lets pages of any server open a websocket.
        if (WebPage.isForeign(headers)) {
            throw new WsUpgradeException("this server is for its own page");
        }
        after = prologue.query().first("after").orElse("");
        return Optional.empty();
    }

    /** Whether the browser has no documents yet. */
    final boolean isNew() {
        return after.isEmpty();
    }

    /** The changes that the browser has not seen. */
    final ChangeStreamQuery<ChangeEvent<Document>> changes() {
        var changes =
                collection.watch().fullDocument(FullDocument.UPDATE_LOOKUP).maxAwaitTime(HEARTBEAT);
        return isNew() ? changes : changes.startAfter(Document.parse(after));
    }

    static void send(WsSession browser, @Nullable Document token, String field, @Nullable Object value) {
        browser.send(Document.of("token", token, field, value).toJson(), true);
    }

    /** Tells the browser how to go on. The stream has resumed after all that it could. */
    static void close(WsSession browser, Throwable failure) {
        boolean lost = failure instanceof BsonException
                || (failure instanceof MongoException known && !known.isTransient());
        var reason = String.valueOf(failure.getMessage());
        // The protocol allows 123 bytes.
        browser.close(lost ? START_ANEW : TRY_AGAIN, reason.substring(0, Math.min(reason.length(), 40)));
    }
}
