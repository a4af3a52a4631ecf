package dev.morelia.spec.unified.cursor;

import dev.morelia.bson.Document;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of the async API as a cursor: requests one element at a time. As a publisher opens its cursor with the
 * first demand, that is made when the cursor is created; its element is the first that {@link #next} returns.
 */
final class AsyncCursor implements CursorApi, Flow.Subscriber<Document> {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Replies replies;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Document> elements = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private boolean demanded;
    private boolean complete;
    private @Nullable Throwable failure;

    private AsyncCursor(Replies replies) {
        this.replies = replies;
    }

    /** Opens a cursor; returns when it is open, and throws if it cannot be opened. */
    static AsyncCursor open(Flow.Publisher<Document> publisher, Replies replies) {
        var cursor = new AsyncCursor(replies);
        int before = replies.ofOpenings();
        int getMoresBefore = replies.getMoresStarted();
        publisher.subscribe(cursor);
        cursor.demand();
        cursor.await(() -> replies.ofOpenings() > before);
        // The reply may be an error all the same.
        long begun = System.nanoTime();
        cursor.await(() -> System.nanoTime() - begun > ERROR_NANOS);
        if (replies.getMoresStarted() == getMoresBefore) {
            cursor.throwFailure();
        }
        return cursor;
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        lock.lock();
        try {
            subscription = made;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onNext(Document element) {
        signal(() -> {
            elements.add(element);
            demanded = false;
        });
    }

    @Override
    public void onError(Throwable thrown) {
        signal(() -> failure = thrown);
    }

    @Override
    public void onComplete() {
        signal(() -> complete = true);
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void demand() {
        Flow.Subscription made;
        lock.lock();
        try {
            made = demanded || complete || failure != null || !elements.isEmpty() ? null : subscription;
            demanded |= made != null;
        } finally {
            lock.unlock();
        }
        if (made != null) {
            made.request(1);
        }
    }

    /** Waits for a signal, or until the caller need not wait any longer. */
    private void await(BooleanSupplier enough) {
        lock.lock();
        try {
            while (elements.isEmpty() && !complete && failure == null && !enough.getAsBoolean()) {
                long unused = changed.awaitNanos(POLL_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Document taken() {
        lock.lock();
        try {
            return elements.poll();
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() {
        lock.lock();
        try {
            if (failure != null && elements.isEmpty()) {
                throw Outcome.thrown(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Document next() {
        demand();
        await(() -> false);
        var element = taken();
        throwFailureWithout(element);
        if (element == null) {
            throw new NoSuchElementException("the publisher is complete");
        }
        return element;
    }

    private void throwFailureWithout(@Nullable Document element) {
        if (element == null) {
            throwFailure();
        }
    }

    @Override
    public @Nullable Document tryNext() {
        int before = replies.of("getMore");
        demand();
        await(() -> replies.of("getMore") > before);
        var element = taken();
        throwFailureWithout(element);
        return element;
    }

    @Override
    public List<Document> drain() {
        var documents = new ArrayList<Document>();
        while (true) {
            demand();
            await(() -> false);
            var element = taken();
            if (element == null) {
                throwFailure();
                return documents;
            }
            documents.add(element);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Objects.requireNonNull(subscription, "subscription").cancel();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close(Duration timeout) {
        throw new UnsupportedOperationException("a subscription is cancelled without a timeout");
    }
}
