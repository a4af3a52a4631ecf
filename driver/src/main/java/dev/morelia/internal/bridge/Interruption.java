package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;

/**
 * The interrupt of the thread of an operation, which must not reach what that thread does afterwards. Thread-safe; the
 * monitor is not held while the thread is interrupted, as that may close a socket.
 */
final class Interruption {
    private final Env env;
    private final Monitor monitor;
    private boolean done;

    Interruption(Env env) {
        this.env = env;
        this.monitor = env.newMonitor();
    }

    /** Interrupts the thread. */
    void interrupt(Thread thread) {
        try {
            env.interrupt(thread);
        } finally {
            monitor.lock();
            try {
                done = true;
                monitor.signalAll();
            } finally {
                monitor.unlock();
            }
        }
    }

    /** Waits on the interrupted thread until that has happened, and clears its interrupt flag. */
    void end() {
        monitor.lock();
        try {
            while (!done) {
                try {
                    monitor.await(Long.MAX_VALUE);
                } catch (InterruptedException arrived) {
                    // It was meant for the operation, which has ended.
                }
            }
        } finally {
            monitor.unlock();
        }
        env.clearInterrupt();
    }
}
