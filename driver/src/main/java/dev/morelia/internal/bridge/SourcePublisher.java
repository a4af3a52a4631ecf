package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;

/** Publishes a source, opened anew for each subscription. Thread-safe. */
final class SourcePublisher<T> implements Flow.Publisher<T> {
    private final Env env;
    private final Callable<? extends Source<T>> open;

    SourcePublisher(Env env, Callable<? extends Source<T>> open) {
        this.env = env;
        this.open = open;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        var subscription = new Subscription(subscriber);
        subscriber.onSubscribe(subscription);
        env.start("morelia-async", ThreadKind.VIRTUAL, subscription::run);
    }

    private final class Subscription implements Flow.Subscription {
        private final Flow.Subscriber<? super T> subscriber;
        private final Monitor monitor = env.newMonitor();
        private long demand;
        private boolean cancelled;

        Subscription(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            monitor.lock();
            try {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                monitor.signalAll();
            } finally {
                monitor.unlock();
            }
        }

        @Override
        public void cancel() {
            monitor.lock();
            try {
                cancelled = true;
                monitor.signalAll();
            } finally {
                monitor.unlock();
            }
        }

        void run() {
            try {
                if (!awaitDemand()) {
                    return;
                }
                try (var source = open.call()) {
                    T next = source.next();
                    while (next != null) {
                        if (!awaitDemand()) {
                            return;
                        }
                        subscriber.onNext(next);
                        next = source.next();
                    }
                }
                subscriber.onComplete();
            } catch (Throwable failure) {
                subscriber.onError(failure);
            }
        }

        private boolean awaitDemand() throws InterruptedException {
            monitor.lock();
            try {
                while (demand == 0 && !cancelled) {
                    monitor.await(Long.MAX_VALUE);
                }
                demand--;
                return !cancelled;
            } finally {
                monitor.unlock();
            }
        }
    }
}
