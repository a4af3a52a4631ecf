package dev.morelia.internal.bridge;

import dev.morelia.internal.session.SessionScope;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a source, opened anew for each subscription, on threads of the bridge. Cold: it does nothing before the
 * first demand. Thread-safe.
 */
final class SourcePublisher<T> implements Flow.Publisher<T> {
    private final OperationThreads threads;
    private final @Nullable InFlight inFlight;
    private final Supplier<@Nullable Throwable> call;
    private final Callable<? extends Source<T>> open;

    /**
     * @param inFlight bounds how many subscriptions wait for the server; null if these do not count
     * @param call records the stack of the caller; null if that is not wanted
     */
    SourcePublisher(
            OperationThreads threads,
            @Nullable InFlight inFlight,
            Supplier<@Nullable Throwable> call,
            Callable<? extends Source<T>> open) {
        this.threads = threads;
        this.inFlight = inFlight;
        this.call = call;
        this.open = open;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        var opening = SessionScope.isCurrent() ? inScope(SessionScope.ofCaller()) : open;
        var source = new WaitingSource<>(threads.env(), inFlight, opening);
        new Subscription<T>(threads, source, subscriber, call.get()).begin();
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
