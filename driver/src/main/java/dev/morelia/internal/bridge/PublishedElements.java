package dev.morelia.internal.bridge;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher publishes, for one thread that waits for it: subscribes with the first element asked for, and keeps
 * few elements that were not asked for yet. The publisher may call from any thread.
 */
final class PublishedElements<T> implements Flow.Subscriber<T>, Iterator<T>, ProgramWaits.Wait {
    /** How many elements are requested ahead of those that are needed, unless the caller says how many. */
    private static final int REQUESTED_AHEAD = 256;

    private final Env env;
    private final ProgramWaits waits;
    private final Flow.Publisher<? extends T> publisher;
    private final int ahead;
    /** Used by the waiting thread alone. */
    private boolean subscribed;

    /** Guards all fields below; no method of the publisher or its subscription is called while it is held. */
    private final Monitor monitor;

    private final Queue<T> arrived = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private boolean ended;
    /** How many elements were taken since the last request. */
    private int taken;
    /** How many of the requested elements have not arrived. */
    private long outstanding;

    private PublishedElements(Env env, ProgramWaits waits, Flow.Publisher<? extends T> publisher, int ahead) {
        this.env = env;
        this.waits = waits;
        this.publisher = publisher;
        this.ahead = ahead;
        this.monitor = env.newMonitor();
    }

    /** As a sequential stream; closing it cancels the subscription. */
    static <T> Stream<T> stream(Env env, ProgramWaits waits, Flow.Publisher<? extends T> publisher) {
        return stream(env, waits, Argument.notNull("documents", publisher), REQUESTED_AHEAD);
    }

    /**
     * As a sequential stream; closing it cancels the subscription.
     *
     * @param ahead how many elements are requested at the most before they are needed; an even number
     */
    static <T> Stream<T> stream(Env env, ProgramWaits waits, Flow.Publisher<? extends T> publisher, int ahead) {
        var elements = new PublishedElements<T>(env, waits, publisher, ahead);
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(elements, characteristics), false)
                .onClose(elements::cancel);
    }

    /**
     * Whether there is another element; waits for it.
     *
     * @throws InterruptedOperationException if the thread is interrupted meanwhile
     */
    @Override
    public boolean hasNext() {
        if (!subscribed) {
            subscribed = true;
            publisher.subscribe(this);
        }
        if (isWaiting()) {
            await();
        }
        monitor.lock();
        try {
            if (arrived.isEmpty() && failure != null) {
                throw failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
            }
            return !arrived.isEmpty();
        } finally {
            monitor.unlock();
        }
    }

    private boolean isWaiting() {
        monitor.lock();
        try {
            return arrived.isEmpty() && !ended;
        } finally {
            monitor.unlock();
        }
    }

    private void await() {
        waits.begin(this);
        monitor.lock();
        try {
            while (arrived.isEmpty() && !ended) {
                monitor.await(Long.MAX_VALUE);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            throw new InterruptedOperationException(
                    null, "waiting for the next element of a publisher", RetryAdvice.UNSAFE, interrupted);
        } finally {
            monitor.unlock();
            waits.end(this);
        }
    }

    @Override
    public void clientClosed() {
        cancelWith(new ClientClosedException("waiting for the next element of a publisher", RetryAdvice.UNSAFE));
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the publisher has completed");
        }
        Flow.Subscription again = null;
        T next;
        monitor.lock();
        try {
            next = arrived.remove();
            taken++;
            if (taken == ahead / 2 && !ended) {
                taken = 0;
                outstanding += ahead / 2;
                again = subscription;
            }
        } finally {
            monitor.unlock();
        }
        if (again != null) {
            again.request(ahead / 2);
        }
        return next;
    }

    @Override
    public void onSubscribe(Flow.Subscription offered) {
        Objects.requireNonNull(offered);
        boolean accepted;
        monitor.lock();
        try {
            accepted = subscription == null && !ended;
            if (accepted) {
                subscription = offered;
                outstanding = ahead;
            }
        } finally {
            monitor.unlock();
        }
        if (accepted) {
            offered.request(ahead);
        } else {
            offered.cancel();
        }
    }

    @Override
    public void onNext(T element) {
        Objects.requireNonNull(element);
        boolean tooMany;
        monitor.lock();
        try {
            tooMany = !ended && outstanding == 0;
            if (!ended && !tooMany) {
                outstanding--;
                arrived.add(element);
                monitor.signal();
            }
        } finally {
            monitor.unlock();
        }
        if (tooMany) {
            cancelWith(
                    new IllegalStateException("the publisher has published more elements than were requested"));
        }
    }

    @Override
    public void onError(Throwable thrown) {
        end(Objects.requireNonNull(thrown));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable thrown) {
        monitor.lock();
        try {
            if (failure == null) {
                failure = thrown;
            }
            ended = true;
            monitor.signal();
        } finally {
            monitor.unlock();
        }
    }

    private void cancel() {
        cancelWith(null);
    }

    /** Ends the subscription; what has arrived can still be read, and the failure follows. */
    private void cancelWith(@Nullable Throwable reason) {
        Flow.Subscription cancelled;
        monitor.lock();
        try {
            cancelled = ended ? null : subscription;
            if (!ended) {
                end(reason);
            }
        } finally {
            monitor.unlock();
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
    }
}
