package dev.morelia.internal.bridge;

import dev.morelia.internal.session.SessionScope;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a source, opened anew for each subscription, on threads of the bridge. Cold: it does nothing before the
 * first demand. Thread-safe.
 */
final class SourcePublisher<T> implements Flow.Publisher<T> {
    private final Bridge bridge;
    private final @Nullable InFlight inFlight;
    private final Callable<? extends Source<T>> open;

    /** @param inFlight bounds how many subscriptions wait for the server; null if these do not count */
    SourcePublisher(Bridge bridge, @Nullable InFlight inFlight, Callable<? extends Source<T>> open) {
        this.bridge = bridge;
        this.inFlight = inFlight;
        this.open = open;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        var opening = SessionScope.isCurrent() ? inScope(SessionScope.ofCaller()) : open;
        new Subscription<T>(bridge, new WaitingSource<>(bridge.env(), inFlight, opening), subscriber).begin();
    }

    /** The source is opened in the session of the thread that subscribes, and keeps it. */
    private Callable<Source<T>> inScope(SessionScope scope) {
        return () -> {
            scope.resume();
            try {
                return open.call();
            } finally {
                scope.close();
            }
        };
    }
}
