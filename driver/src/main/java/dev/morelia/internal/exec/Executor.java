package dev.morelia.internal.exec;

import dev.morelia.bson.BsonException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.ServerErrors;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.internal.topology.Topology;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ServerApi;
import org.jspecify.annotations.Nullable;

/**
 * Carries an operation out: selects a server, checks a connection out, sends, receives, and repeats a read once where
 * its failure says that this may help. It runs on the caller's thread and holds no lock; one of its frames
 * stands between a face and the connection. Thread-safe.
 */
public final class Executor {
    private final Env env;
    private final Topology topology;
    private final CommandEvents events;
    private final boolean retryReads;
    private final long socketTimeoutNanos;
    private final @Nullable ServerApi serverApi;

    /** An executor over the servers of this topology, for a client of these settings. */
    public Executor(Env env, Topology topology, CommandEvents events, ClientSettings settings) {
        this.env = env;
        this.topology = topology;
        this.events = events;
        this.retryReads = settings.retry().retryReads();
        this.socketTimeoutNanos = settings.socket().socketTimeout().toNanos();
        this.serverApi = settings.serverApi();
    }

    /** Where time, threads and randomness come from. */
    public Env env() {
        return env;
    }

    /**
     * Carries the operation out and gives what its reply means. The one retry loop; it is one long method so that a
     * blocked call stands few frames deep.
     *
     * @throws MongoException when it failed, after a retry where that was allowed
     * @throws IllegalArgumentException when the command cannot be encoded; nothing was sent
     */
    public <R> R execute(Operation<R> operation, ExecutionContext context) {
        Deadline deadline = context.deadline(env);
        boolean mayRepeat = retryReads && operation.kind().isRepeatableRead();
        while (true) {
            ConnectionPool pool = topology.select(context.pinned(), deadline).pool();
            try {
                PooledConnection pooled = pool.checkOut(operation.commandName(), deadline, CancelToken.NONE);
                try {
                    Connection connection = pooled.connection();
                    Command command = operation.build(connection.limits());
                    int requestId = encode(connection, command, new SharedFields(operation.kind(), context, serverApi));
                    Reply reply = events.isSilent()
                            ? connection.roundTrip(socketDeadline(deadline), CancelToken.NONE)
                            : events.roundTrip(connection, command, requestId, socketDeadline(deadline));
                    ServerErrors.check(command, reply, operation);
                    return operation.parse(reply);
                } catch (ConnectionLostException lost) {
                    discardOthers(pool, pooled, lost);
                    throw lost;
                } finally {
                    pool.checkIn(pooled);
                }
            } catch (MongoException failure) {
                if (!mayRepeat || !RetryableReads.isRetryable(failure) || deadline.hasPassed(env.nanoTime())) {
                    throw failure;
                }
                mayRepeat = false;
            }
        }
    }

    /** The time left for one round trip: {@code socketTimeoutMS}, within what is left of the whole operation. */
    private Deadline socketDeadline(Deadline deadline) {
        return socketTimeoutNanos == 0
                ? deadline
                : Deadline.after(env.nanoTime(), socketTimeoutNanos).earlier(deadline);
    }

    /** Sends an operation that asks for no reply; when this returns the bytes are on their way, nothing more. */
    public void send(Operation<?> operation, ExecutionContext context) {
        Deadline deadline = context.deadline(env);
        ConnectionPool pool = topology.select(context.pinned(), deadline).pool();
        PooledConnection pooled = pool.checkOut(operation.commandName(), deadline, CancelToken.NONE);
        try {
            Connection connection = pooled.connection();
            Command command = operation.build(connection.limits());
            int requestId = encode(connection, command, new SharedFields(operation.kind(), context, serverApi));
            if (events.isSilent()) {
                connection.send(deadline, CancelToken.NONE);
            } else {
                events.send(connection, command, requestId, deadline);
            }
        } catch (ConnectionLostException lost) {
            discardOthers(pool, pooled, lost);
            throw lost;
        } finally {
            pool.checkIn(pooled);
        }
    }

    /** The other connections of the same age most likely broke too. */
    private static void discardOthers(ConnectionPool pool, PooledConnection broken, ConnectionLostException lost) {
        if (!broken.wasInterrupted() && broken.generation() == pool.generation()) {
            pool.clear(lost, false);
            pool.ready();
        }
    }

    /** What cannot be encoded was the caller's argument: nothing has been sent. */
    private static int encode(Connection connection, Command command, SharedFields shared) {
        try {
            return connection.encode(command, shared);
        } catch (BsonException refused) {
            throw new IllegalArgumentException(command.name() + " cannot be encoded: " + refused.getMessage(), refused);
        }
    }
}
