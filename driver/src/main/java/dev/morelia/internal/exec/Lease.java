package dev.morelia.internal.exec;

import dev.morelia.internal.pool.ConnectionUse;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.internal.session.Pin;
import dev.morelia.internal.session.Session;
import dev.morelia.internal.session.Transaction;
import dev.morelia.internal.topology.Server;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerType;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where the commands of a call, or of a transaction, go. */
public sealed interface Lease extends Pin {
    /** Each to any server that can serve it. */
    Lease ANY_SERVER = new AnyServer();

    /**
     * Where the commands of a call go: with its transaction, if that is bound. A cursor stays where it is, which is not
     * there if it was opened before the transaction.
     */
    static Lease of(Call call) {
        Lease own = call.lease();
        boolean holdsCursor = own instanceof OneConnection
                || (own instanceof OneServer && call.session().pin() instanceof OneServer);
        return !holdsCursor && call.session().pin() instanceof Lease ofTransaction ? ofTransaction : own;
    }

    /** The rest of a transaction goes to the mongos, or the service behind a load balancer, that has begun it. */
    static void pinTransaction(Session session, Server server, PooledConnection pooled) {
        Transaction transaction = session.transaction();
        if (transaction == null || !transaction.isRunning() || session.pin() != null) {
            return;
        }
        if (pooled.serviceId() != null) {
            var connection = OneConnection.ofTransaction();
            connection.pin(pooled);
            session.pin(connection);
        } else if (pooled.connection().facts().type() == ServerType.MONGOS) {
            session.pin(new OneServer(server.address()));
        }
    }

    /** Each to any server that can serve it. */
    record AnyServer() implements Lease {}

    /**
     * All to one server, because it holds a cursor.
     *
     * @param address where it listens
     */
    record OneServer(ServerAddress address) implements Lease {}

    /**
     * All over one connection. Until it is pinned, each command checks a connection out and in. From then on the
     * connection stays checked out until the lease is closed, broken or not: no other one would do. Used by one thread
     * at a time.
     */
    final class OneConnection implements Lease, AutoCloseable {
        private final ConnectionUse use;
        private final boolean exhaustAllowed;
        private boolean pinned;
        private boolean exhaust;
        /** Checked in once only, also if several threads close the lease. */
        private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

        private OneConnection(ConnectionUse use, boolean pinned, boolean exhaustAllowed) {
            this.use = use;
            this.pinned = pinned;
            this.exhaustAllowed = exhaustAllowed;
        }

        /** Of the connection of the first command, as the order of commands matters that have no replies. */
        static OneConnection ofFirstCommand() {
            return new OneConnection(ConnectionUse.OPERATION, true, false);
        }

        /**
         * Of the connection whose command opens a cursor: behind a load balancer no other one is sure to lead to the
         * server that has the cursor.
         */
        static OneConnection ofCursor() {
            return new OneConnection(ConnectionUse.CURSOR, false, false);
        }

        /** The same, and over the connection to a server that can, batches come without being asked for. */
        static OneConnection ofExhaustCursor() {
            return new OneConnection(ConnectionUse.CURSOR, false, true);
        }

        /** Of the connection of a transaction's first command, as only the service behind it knows the transaction. */
        static OneConnection ofTransaction() {
            return new OneConnection(ConnectionUse.TRANSACTION, false, false);
        }

        /** The connection in use, and those of later commands, must be kept. */
        void pin(PooledConnection connection) {
            if (!pinned) {
                pinned = true;
                connection.pin(use);
            }
        }

        /** A command over the connection in use has opened a cursor, or returned a batch of it. */
        void pinCursor(PooledConnection connection) {
            boolean balanced = connection.serviceId() != null;
            boolean pushes = exhaustAllowed
                    && !balanced
                    && connection.connection().facts().type() != ServerType.MONGOS;
            if (balanced || pushes) {
                pin(connection);
                exhaust = pushes;
            }
        }

        /** Whether the server at the other end may send the batches of the cursor without being asked. */
        public boolean isExhaust() {
            return exhaust;
        }

        /** Whether another batch comes over the connection that it holds, so that nothing else can be sent. */
        public boolean hasMoreToCome() {
            Held present = held.get();
            return present != null && present.connection.connection().moreToCome();
        }

        @Override
        public boolean holdsConnection() {
            return held.get() != null;
        }

        /** Whether the connection in use, or the next one, is kept. */
        boolean isPinned() {
            return pinned;
        }

        @Nullable
        Held held() {
            return held.get();
        }

        /** A command is done; returns whether the lease keeps its connection. */
        boolean keep(Server server, PooledConnection connection) {
            if (pinned && held.get() == null) {
                held.set(new Held(server, connection));
            }
            return pinned;
        }

        /** Whether a command can be sent over the connection that it holds. */
        public boolean isUsable() {
            Held present = held.get();
            return present != null && present.connection.connection().usable();
        }

        /** Closes the connection that it holds, which is then checked in as any other. */
        public void discard() {
            Held present = held.get();
            if (present != null) {
                present.connection.connection().close();
            }
        }

        /** Checks the connection in. May be repeated; what follows goes over another connection. */
        @Override
        public void close() {
            Held before = held.getAndSet(null);
            if (before != null) {
                if (before.connection.connection().moreToCome()) {
                    before.connection.connection().close();
                }
                before.server.pool().checkIn(before.connection);
            }
        }

        @Override
        public void release() {
            close();
        }

        /** What the first command has got. */
        record Held(Server server, PooledConnection connection) {}
    }
}
