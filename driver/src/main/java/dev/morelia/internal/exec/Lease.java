package dev.morelia.internal.exec;

import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.internal.topology.Server;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** Where the commands of a call go. */
public sealed interface Lease {
    /** Each to any server that can serve it. */
    Lease ANY_SERVER = new AnyServer();

    /** Each to any server that can serve it. */
    record AnyServer() implements Lease {}

    /**
     * All to one server, because it holds a cursor.
     *
     * @param address where it listens
     */
    record OneServer(ServerAddress address) implements Lease {}

    /**
     * All over one connection, that of the first command, because their order matters and there are no replies. It
     * is checked out until the lease is closed, broken or not: another one would not keep the order. Used by one thread
     * at a time.
     */
    final class OneConnection implements Lease, AutoCloseable {
        private @Nullable Held held;

        @Nullable
        Held held() {
            return held;
        }

        void hold(Server server, PooledConnection connection) {
            held = new Held(server, connection);
        }

        /** Checks the connection in. May be repeated; what follows goes over another connection. */
        @Override
        public void close() {
            Held before = held;
            held = null;
            if (before != null) {
                before.server.pool().checkIn(before.connection);
            }
        }

        /** What the first command has got. */
        record Held(Server server, PooledConnection connection) {}
    }
}
