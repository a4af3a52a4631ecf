package dev.morelia.simulation;

import dev.morelia.error.MongoException;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.PoolSettings;

/** A connection pool as its histories see it: the driver's, or one with a planted bug. */
interface TestedPool extends AutoCloseable {

    /** A connection that is checked out. */
    interface Lease {
        Connection connection();

        long generation();

        /** Whether the pool itself has closed it. */
        boolean wasInterrupted();
    }

    /** The visible state of a pool. */
    record Sizes(int size, int inUse, int pending, int waiting, boolean ready) {}

    /** Opens a connection for a pool. */
    @FunctionalInterface
    interface Opener {
        Connection open(long number, Deadline deadline, CancelToken token);
    }

    /** Called when a connection could not be opened. */
    @FunctionalInterface
    interface Owner {
        void openFailed(MongoException failure, long generation);
    }

    /** Creates a pool, initially paused. */
    @FunctionalInterface
    interface Maker {
        TestedPool make(Env env, PoolSettings settings, Opener opener, Owner owner);
    }

    Lease checkOut(Deadline deadline, CancelToken token);

    void checkIn(Lease lease);

    /** Waits until {@code minPoolSize} connections are open; does nothing if the pool does not support it. */
    void warmUp(Deadline deadline);

    /** The number of connections that it opens in the background. */
    int minimum();

    void ready();

    void clear(boolean interruptInUse);

    long generation();

    int operationCount();

    Sizes sizes();

    @Override
    void close();
}
