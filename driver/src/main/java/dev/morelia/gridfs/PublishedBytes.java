package dev.morelia.gridfs;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher publishes, as a stream for the thread of an upload. Requests few buffers ahead of those that were
 * read. The publisher may call from any thread, also while this requests more.
 */
final class PublishedBytes extends InputStream implements Flow.Subscriber<ByteBuffer> {
    private static final int REQUESTED_AHEAD = 4;

    private final Env env;

    /** Guards the fields below; the publisher is never called while it is held. */
    private final Monitor monitor;

    private final ArrayDeque<ByteBuffer> received = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private boolean over;

    /** What the thread of the upload reads at present. */
    private ByteBuffer current = ByteBuffer.allocate(0);

    PublishedBytes(Env env) {
        this.env = env;
        this.monitor = env.newMonitor();
    }

    @Override
    public void onSubscribe(Flow.Subscription offered) {
        Objects.requireNonNull(offered);
        boolean wanted;
        monitor.lock();
        try {
            wanted = subscription == null && !over;
            if (wanted) {
                subscription = offered;
            }
        } finally {
            monitor.unlock();
        }
        if (wanted) {
            offered.request(REQUESTED_AHEAD);
        } else {
            offered.cancel();
        }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        // The publisher may share it with others that move its position.
        ByteBuffer view = buffer.duplicate();
        boolean isUnwanted;
        monitor.lock();
        try {
            isUnwanted = !over && received.size() >= REQUESTED_AHEAD;
            if (!over && !isUnwanted) {
                received.add(view);
                monitor.signalAll();
            }
        } finally {
            monitor.unlock();
        }
        if (isUnwanted) {
            cancel(new IllegalStateException("the publisher has published more buffers than were requested"));
        }
    }

    @Override
    public void onError(Throwable thrown) {
        var unused = end(Objects.requireNonNull(thrown));
    }

    @Override
    public void onComplete() {
        var unused = end(null);
    }

    /** There will be no more buffers; the subscription, if that was not known before. */
    private Flow.@Nullable Subscription end(@Nullable Throwable reason) {
        monitor.lock();
        try {
            if (over) {
                return null;
            }
            failure = reason;
            over = true;
            monitor.signalAll();
            return subscription;
        } finally {
            monitor.unlock();
        }
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException("an upload reads into arrays");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        while (!current.hasRemaining()) {
            ByteBuffer next = take();
            if (next == null) {
                return -1;
            }
            current = next;
        }
        int size = Math.min(length, current.remaining());
        current.get(bytes, offset, size);
        return size;
    }

    /** Waits for the next buffer; null at the end. */
    private @Nullable ByteBuffer take() {
        ByteBuffer next;
        Flow.Subscription source;
        monitor.lock();
        try {
            while (received.isEmpty() && !over) {
                monitor.await(Long.MAX_VALUE);
            }
            next = received.poll();
            source = over ? null : subscription;
            if (next == null && failure != null) {
                throw PublishedBytes.<RuntimeException>asIs(failure);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            throw new InterruptedOperationException(
                    null, "waiting for the content of a file", RetryAdvice.SAFE, interrupted);
        } finally {
            monitor.unlock();
        }
        if (source != null) {
            source.request(1);
        }
        return next;
    }

    /** The upload fails with what the publisher has failed with, be it checked or not. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X asIs(Throwable failure) throws X {
        throw (X) failure;
    }

    /** Cancels the subscription, now or when there is one. */
    @Override
    public void close() {
        cancel(null);
    }

    private void cancel(@Nullable Throwable reason) {
        Flow.Subscription unwanted = end(reason);
        if (unwanted != null) {
            unwanted.cancel();
        }
    }
}
