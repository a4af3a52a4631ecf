package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The subscriptions that are cancelled and whose sources are not closed yet, for which closing the client waits a
 * moment. Thread-safe; nothing but the set is touched under the monitor.
 */
final class CancelledSubscriptions {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Env env;
    private final Monitor monitor;
    private final Set<Subscription<?>> open = new HashSet<>();

    CancelledSubscriptions(Env env) {
        this.env = env;
        this.monitor = env.newMonitor();
    }

    void add(Subscription<?> subscription) {
        monitor.lock();
        try {
            open.add(subscription);
        } finally {
            monitor.unlock();
        }
    }

    /** Its source is closed. */
    void remove(Subscription<?> subscription) {
        monitor.lock();
        try {
            if (open.remove(subscription) && open.isEmpty()) {
                monitor.signalAll();
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Waits until all sources are closed, but not for long: a subscriber may take any time. Ignores interrupts. */
    void awaitClosed() {
        List<Subscription<?>> waited = snapshot();
        if (waited.isEmpty()) {
            return;
        }
        Thread current = env.currentThread();
        // One that closes the client within onNext would wait for itself.
        waited.forEach(subscription -> subscription.closeIfRunningOn(current));
        boolean interrupted = env.clearInterrupt();
        var deadline = Deadline.after(env.nanoTime(), TIMEOUT_NANOS);
        while (true) {
            try {
                awaitEmpty(deadline);
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            env.interruptSelf();
        }
    }

    private List<Subscription<?>> snapshot() {
        monitor.lock();
        try {
            return List.copyOf(open);
        } finally {
            monitor.unlock();
        }
    }

    private void awaitEmpty(Deadline deadline) throws InterruptedException {
        monitor.lock();
        try {
            long leftNanos = deadline.remainingNanos(env.nanoTime());
            while (!open.isEmpty() && leftNanos > 0) {
                boolean unused = monitor.await(leftNanos);
                leftNanos = deadline.remainingNanos(env.nanoTime());
            }
        } finally {
            monitor.unlock();
        }
    }
}
