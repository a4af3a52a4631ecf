package dev.morelia.compat.internal.reactive;

import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription to the result of an operation. What happens, a request, the result, or the end of the subscription,
 * is recorded first and then counted in {@link #work}: the thread that raises it from 0 signals the subscriber until
 * nothing is left to do. So signals never overlap, and a subscriber that requests within {@code onNext} does not grow
 * the stack.
 */
final class FutureSubscription<R extends @Nullable Object, T> implements Subscription {
    private final Function<Subscriber<?>, CompletableFuture<R>> start;
    private final Function<R, List<T>> elements;
    private final AtomicLong demand = new AtomicLong();
    /** 1 from the beginning: while onSubscribe runs, that is the one signal. */
    private final AtomicInteger work = new AtomicInteger(1);

    private volatile boolean cancelled;
    private volatile @Nullable Throwable rejected;
    private volatile @Nullable CompletableFuture<R> operation;
    private volatile @Nullable Outcome<T> outcome;
    /** Null when it gets no more signals; belongs to the thread that works, as does what follows. */
    private @Nullable Subscriber<? super T> subscriber;

    private boolean started;

    /** @param failure null if there are elements, or none */
    private record Outcome<T>(
            Iterator<T> elements, @Nullable Throwable failure) {}

    FutureSubscription(
            Function<Subscriber<?>, CompletableFuture<R>> start,
            Function<R, List<T>> elements,
            Subscriber<? super T> subscriber) {
        this.start = start;
        this.elements = elements;
        this.subscriber = subscriber;
    }

    /** Called once, by the thread that subscribes. */
    void begin() {
        var subscribed = subscriber;
        if (subscribed != null) {
            try {
                subscribed.onSubscribe(this);
            } catch (Throwable broken) {
                broken("onSubscribe", broken);
            }
        }
        work();
    }

    @Override
    public void request(long n) {
        if (n > 0) {
            demand.accumulateAndGet(n, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        } else {
            rejected = new IllegalArgumentException(
                    "a subscriber must request at least one element, not " + n + " (Reactive Streams, rule 3.9)");
        }
        proceed();
    }

    @Override
    public void cancel() {
        cancelled = true;
        stop();
        proceed();
    }

    private void stop() {
        var running = operation;
        if (running != null) {
            running.cancel(true);
        }
    }

    private void proceed() {
        if (work.getAndIncrement() == 0) {
            work();
        }
    }

    private void work() {
        int todo = work.get();
        while (todo != 0) {
            var subscribed = subscriber;
            if (subscribed != null) {
                signal(subscribed);
            }
            todo = work.addAndGet(-todo);
        }
    }

    private void signal(Subscriber<? super T> subscribed) {
        Throwable invalid = rejected;
        if (cancelled) {
            subscriber = null;
            stop();
        } else if (invalid != null) {
            subscriber = null;
            stop();
            end(subscribed, invalid);
        } else if (outcome != null) {
            emit(subscribed, outcome);
        } else if (!started && demand.get() > 0) {
            started = true;
            start(subscribed);
        }
    }

    private void start(Subscriber<? super T> subscribed) {
        try {
            var running = start.apply(subscribed);
            operation = running;
            // A cancel before this line finds no operation, but adds to the work, which then ends it.
            var unused = running.whenComplete(this::completed);
        } catch (Throwable failure) {
            outcome = new Outcome<>(List.<T>of().iterator(), failure);
            proceed();
        }
    }

    private void completed(R result, @Nullable Throwable failure) {
        if (failure != null) {
            outcome = new Outcome<>(List.<T>of().iterator(), failure);
        } else {
            outcome = outcome(result);
        }
        proceed();
    }

    private Outcome<T> outcome(R result) {
        try {
            return new Outcome<>(elements.apply(result).iterator(), null);
        } catch (Throwable failure) {
            return new Outcome<>(List.<T>of().iterator(), failure);
        }
    }

    private void emit(Subscriber<? super T> subscribed, Outcome<T> reached) {
        Iterator<T> remaining = reached.elements;
        while (remaining.hasNext() && demand.get() > 0) {
            if (demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            try {
                subscribed.onNext(remaining.next());
            } catch (Throwable broken) {
                broken("onNext", broken);
            }
            if (cancelled || rejected != null) {
                // Their own work follows.
                return;
            }
        }
        if (!remaining.hasNext()) {
            subscriber = null;
            end(subscribed, reached.failure);
        }
    }

    private void end(Subscriber<? super T> subscribed, @Nullable Throwable failure) {
        try {
            if (failure == null) {
                subscribed.onComplete();
            } else {
                subscribed.onError(failure);
            }
        } catch (Throwable broken) {
            broken("its last signal", broken);
        }
    }

    /** A subscriber must not throw; one that does counts as cancelled (Reactive Streams, rule 2.13). */
    private void broken(String method, Throwable broken) {
        cancel();
        System.getLogger("dev.morelia.compat")
                .log(
                        Level.WARNING,
                        "the subscriber has thrown from " + method + "; its subscription is cancelled",
                        broken);
    }
}
