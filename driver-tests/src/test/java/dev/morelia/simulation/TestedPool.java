package dev.morelia.simulation;

import dev.morelia.error.MongoException;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.PoolSettings;

/** A connection pool as its histories see it: the driver's, or one with a bug planted. */
interface TestedPool extends AutoCloseable {

    /** A connection that is checked out. */
    interface Lease {
        Connection connection();

        long generation();

        /** Whether the pool itself has closed it meanwhile. */
        boolean wasInterrupted();
    }

    /** What a pool shows of itself. */
    record Sizes(int size, int inUse, int pending, int waiting, boolean ready) {}

    /** Opens a connection for a pool. */
    @FunctionalInterface
    interface Opener {
        Connection open(long number, Deadline deadline, CancelToken token);
    }

    /** Is told when a connection could not be opened. */
    @FunctionalInterface
    interface Owner {
        void openFailed(MongoException failure, long generation);
    }

    /** Makes a pool, paused at first. */
    @FunctionalInterface
    interface Maker {
        TestedPool make(Env env, PoolSettings settings, Opener opener, Owner owner);
    }

    Lease checkOut(Deadline deadline, CancelToken token);

    void checkIn(Lease lease);

    /** Waits until {@code minPoolSize} connections are open; does nothing where the pool does not care. */
    void warmUp(Deadline deadline);

    /** How many connections it opens by itself. */
    int minimum();

    void ready();

    void clear(boolean interruptInUse);

    long generation();

    int operationCount();

    Sizes sizes();

    @Override
    void close();
}
