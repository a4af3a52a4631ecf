package dev.morelia.tools.transfer;

import dev.morelia.tools.format.TransferException;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets threads work one after the other, in the order of numbers from 0, until one of them fails. Thread-safe. */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long turn;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /** Waits for a turn; returns false if the work has ended before. */
    boolean await(long number) throws InterruptedException {
        lock.lock();
        try {
            while (turn != number && !ended) {
                changed.await();
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is this number's turn. */
    boolean isTurn(long number) {
        lock.lock();
        try {
            return turn == number;
        } finally {
            lock.unlock();
        }
    }

    /** Passes the turn to the next number. */
    void pass() {
        lock.lock();
        try {
            turn++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the work without a failure. */
    void stop() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the work; the first failure counts. */
    void fail(Throwable why) {
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
        } finally {
            lock.unlock();
        }
        stop();
    }

    boolean ended() {
        return ended;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Throws the failure, if there is one. */
    void throwFailure() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException io -> throw io;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            case Throwable other -> throw new TransferException("the work was interrupted", other);
        }
    }
}
