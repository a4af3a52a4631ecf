package dev.morelia.examples.changestreamweb;

import dev.morelia.MongoCollection;
import dev.morelia.async.ChangeProgress;
import dev.morelia.bson.Document;
import dev.morelia.result.ChangeEvent;
import io.helidon.websocket.WsSession;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends the changes with the async API: a subscriber that requests the next one when the last is sent. */
final class AsyncLiveChanges extends BrowserConnection {
    private final AtomicReference<@Nullable Changes> subscribed = new AtomicReference<>();

    AsyncLiveChanges(MongoCollection<Document> collection) {
        super(collection);
    }

    @Override
    public void onOpen(WsSession browser) {
        var changes = new Changes(browser);
        subscribed.set(changes);
        changes().async().progress().subscribe(changes);
    }

    @Override
    public void onClose(WsSession browser, int status, String reason) {
        cancel();
    }

    @Override
    public void onError(WsSession browser, Throwable failure) {
        cancel();
    }

    private void cancel() {
        var changes = subscribed.get();
        if (changes != null) {
            changes.cancel();
        }
    }

    private final class Changes implements Flow.Subscriber<ChangeProgress<ChangeEvent<Document>>> {
        private final WsSession browser;
        private Flow.@Nullable Subscription subscription;
        private boolean complete = !isNew();

        Changes(WsSession browser) {
            this.browser = browser;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(1);
        }

        @Override
        public void onNext(ChangeProgress<ChangeEvent<Document>> progress) {
            if (complete) {
                var event = progress.event();
                sent(progress.resumeToken(), "event", event == null ? null : event.raw());
                return;
            }
            // The stream is open, so what changes from now on is in the documents or follows as an event.
            complete = true;
            var unused = collection.async().find().toList().whenComplete((documents, failure) -> {
                if (failure == null) {
                    sent(progress.resumeToken(), "documents", documents);
                } else {
                    cancel();
                    close(browser, failure);
                }
            });
        }

        private void sent(Document token, String field, @Nullable Object value) {
            var begun = subscription;
            try {
                send(browser, token, field, value);
            } catch (RuntimeException gone) {
                cancel();
                return;
            }
            if (begun != null) {
                begun.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            close(browser, failure);
        }

        @Override
        public void onComplete() {
            close(browser, new IllegalStateException("the collection is gone"));
        }

        void cancel() {
            var begun = subscription;
            if (begun != null) {
                begun.cancel();
            }
        }
    }
}
