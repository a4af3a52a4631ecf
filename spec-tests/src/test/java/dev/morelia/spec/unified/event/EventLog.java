package dev.morelia.spec.unified.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The events of one client, in the order of publication. Written by the client's threads, read by the test's. */
public final class EventLog {
    private final Set<String> names;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<Observed> events = new ArrayList<>();

    /** A log that keeps events of these names and drops all others. */
    public EventLog(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** Whether events of this name are kept. */
    public boolean observes(String name) {
        return names.contains(name);
    }

    void add(String name, Object event) {
        if (!observes(name)) {
            return;
        }
        lock.lock();
        try {
            events.add(new Observed(name, event));
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops the events so far, as if the client had just started. */
    public void forget() {
        lock.lock();
        try {
            events.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The events so far. */
    public List<Observed> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the given number of events, including past ones, satisfy the condition; false on timeout. */
    public boolean await(Predicate<Observed> condition, int count, Duration limit) throws InterruptedException {
        var left = limit.toNanos();
        lock.lock();
        try {
            while (events.stream().filter(condition).count() < count) {
                if (left <= 0) {
                    return false;
                }
                left = grown.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
