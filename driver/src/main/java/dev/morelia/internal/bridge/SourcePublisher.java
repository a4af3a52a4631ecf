package dev.morelia.internal.bridge;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a source, opened anew for each subscription, on threads of the bridge. Cold: it does nothing before the
 * first demand. Thread-safe.
 */
final class SourcePublisher<T> implements Flow.Publisher<T> {
    private final OperationThreads threads;
    private final @Nullable InFlight inFlight;
    private final Callable<? extends Source<T>> open;

    /** @param inFlight bounds how many subscriptions wait for the server; null if these do not count */
    SourcePublisher(OperationThreads threads, @Nullable InFlight inFlight, Callable<? extends Source<T>> open) {
        this.threads = threads;
        this.inFlight = inFlight;
        this.open = open;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new Subscription<T>(threads, new WaitingSource<>(threads.env(), inFlight, open), subscriber).begin();
    }
}
