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
    private final @Nullable Bound bound;
    private final CancelledSubscriptions cancelled;
    private final Supplier<@Nullable Throwable> call;
    private final Callable<? extends Source<T>> open;

    /**
     * @param bound bounds how many subscriptions wait for the server; null if these do not count
     * @param cancelled those that are cancelled and not closed yet
     * @param call records the stack of the caller; null if that is not wanted
     */
    SourcePublisher(
            OperationThreads threads,
            @Nullable Bound bound,
            CancelledSubscriptions cancelled,
            Supplier<@Nullable Throwable> call,
            Callable<? extends Source<T>> open) {
        this.threads = threads;
        this.bound = bound;
        this.cancelled = cancelled;
        this.call = call;
        this.open = open;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        // The source is opened in the session of the thread that subscribes, and keeps it.
        var scope = SessionScope.isCurrent() ? SessionScope.ofCaller() : null;
        var source = new WaitingSource<T>(threads.env(), bound, scope, open);
        new Subscription<T>(threads, cancelled, source, subscriber, call.get()).begin();
    }
}
