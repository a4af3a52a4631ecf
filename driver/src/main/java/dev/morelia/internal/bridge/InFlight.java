package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;

/** Bounds how many operations are in flight; the others wait in the order of their arrival. Thread-safe. */
final class InFlight {
    private final Monitor monitor;
    private final int maximum;
    private long arrived;
    private long ended;

    InFlight(Env env, int maximum) {
        this.monitor = env.newMonitor();
        this.maximum = maximum;
    }

    /** Waits until the operation of the calling thread may begin; {@link #release} must follow. */
    void acquire() throws InterruptedException {
        monitor.lock();
        try {
            long number = arrived++;
            boolean admitted = false;
            try {
                while (number - ended >= maximum) {
                    monitor.await(Long.MAX_VALUE);
                }
                admitted = true;
            } finally {
                if (!admitted) {
                    ended++;
                    monitor.signalAll();
                }
            }
        } finally {
            monitor.unlock();
        }
    }

    /** The operation has ended. */
    void release() {
        monitor.lock();
        try {
            ended++;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }
}
