package dev.morelia.internal.topology;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.Deadline;
import dev.morelia.settings.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * The deployment as the client sees it. For now that is exactly one server, the first of the connection string, whose
 * state nobody watches: it is found out about by using it. Thread-safe.
 */
public final class Topology implements AutoCloseable {
    private final Server server;
    private volatile boolean closed;

    /** A topology of one server. */
    public Topology(Server server) {
        this.server = server;
    }

    /**
     * A server that can serve an operation.
     *
     * @param pinned the server that must serve it, null for any suitable one
     * @param deadline until when to wait for one
     * @throws ClientClosedException after {@link #close}
     */
    public Server select(@Nullable ServerAddress pinned, Deadline deadline) {
        if (closed) {
            throw new ClientClosedException("selecting a server", RetryAdvice.SAFE);
        }
        return server;
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the pools; operations under way fail. Never throws, may be repeated. */
    @Override
    public void close() {
        closed = true;
        server.pool().close();
    }
}
