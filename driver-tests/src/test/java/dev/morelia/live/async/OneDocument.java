package dev.morelia.live.async;

import dev.morelia.bson.Document;
import java.util.concurrent.Flow;

/** Publishes one document, with the first request. */
final class OneDocument implements Flow.Subscription {
    private final Document document;
    private final Flow.Subscriber<? super Document> subscriber;

    private OneDocument(Document document, Flow.Subscriber<? super Document> subscriber) {
        this.document = document;
        this.subscriber = subscriber;
    }

    static Flow.Publisher<Document> of(Document document) {
        return subscriber -> subscriber.onSubscribe(new OneDocument(document, subscriber));
    }

    @Override
    public void request(long n) {
        subscriber.onNext(document);
        subscriber.onComplete();
    }

    @Override
    public void cancel() {
        // It has ended with the first request.
    }
}
