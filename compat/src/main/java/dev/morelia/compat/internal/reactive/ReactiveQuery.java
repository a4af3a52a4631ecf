package dev.morelia.compat.internal.reactive;

import com.mongodb.client.MongoIterable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * What all queries have in common. As with the official driver, options are set on the object itself.
 *
 * @param <T> the type of the elements
 * @param <I> the blocking query
 */
abstract class ReactiveQuery<T, I extends MongoIterable<T>> implements Publisher<T> {
    final Publishers publishers;
    final I blocking;
    private final Publisher<T> elements;

    ReactiveQuery(Publishers publishers, I blocking) {
        this.publishers = publishers;
        this.blocking = blocking;
        this.elements = publishers.elements(blocking);
    }

    /** Publishes the first element, if there is one. */
    public final Publisher<T> first() {
        return publishers.one(blocking::first);
    }

    @Override
    public final void subscribe(Subscriber<? super T> subscriber) {
        elements.subscribe(subscriber);
    }
}
