package dev.morelia.simulation.fault;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * While enabled, randomly throws OutOfMemoryError, StackOverflowError, another Error, an unchecked exception, or an
 * undeclared checked one. Thread-safe.
 */
public final class Thrower {

    /** An Error of no known type. */
    private static final class InjectedError extends Error {
        private static final long serialVersionUID = 1;

        InjectedError(String message) {
            super(message);
        }
    }

    /** The weights of seams: clocks are read very often, threads are started rarely. */
    private static final int RARITY = 8;

    private final Random random;
    private final Set<Seam> seams = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile int oneIn;

    public Thrower(long seed) {
        this.random = new Random(seed);
    }

    /** From now on one in the given number of calls throws; 0 for none. */
    public void throwOneIn(int calls) {
        oneIn = calls;
    }

    /** Where exceptions have been injected so far. */
    public Set<Seam> seams() {
        return seams;
    }

    /** Whether an exception was injected on this thread. */
    boolean hasThrownOn(Thread thread) {
        return threads.contains(thread);
    }

    /** Throws randomly. */
    public void mayThrow(Seam seam) {
        if (oneIn == 0) {
            return;
        }
        int calls = switch (seam) {
            case CLOCK -> RARITY * oneIn;
            case THREAD -> 1 + oneIn / RARITY;
            default -> oneIn;
        };
        if (random.nextInt(calls) == 0) {
            seams.add(seam);
            threads.add(Thread.currentThread());
            throw Thrower.<RuntimeException>sneaky(failure(seam.message()));
        }
    }

    private Throwable failure(String message) {
        return switch (random.nextInt(6)) {
            case 0 -> new OutOfMemoryError(message);
            case 1 -> new StackOverflowError(message);
            case 2 -> new InjectedError(message);
            case 3 -> new IllegalStateException(message);
            case 4 -> new UnsupportedOperationException(message);
            default -> new Exception(message);
        };
    }

    // The cast is erased at run time, which is the point.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
        throw (T) failure;
    }
}
