package dev.morelia.internal.exec;

import dev.morelia.bson.BsonException;
import dev.morelia.error.MongoException;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.ServerError;
import dev.morelia.error.WriteConcernException;
import dev.morelia.event.ServerDescription;
import dev.morelia.event.ServerType;
import dev.morelia.event.TopologyDescription;
import dev.morelia.event.TopologyType;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.operation.ServerErrors;
import dev.morelia.internal.operation.Write;
import dev.morelia.internal.operation.WriteReply;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.ServerSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.internal.topology.Server;
import dev.morelia.internal.topology.Topology;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.RetrySettings;
import dev.morelia.settings.ServerAddress;
import dev.morelia.settings.ServerApi;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries an operation out: selects a server, checks a connection out, sends, receives, and tries once more where the
 * failure says that this may help and does no harm. It runs on the caller's thread and holds no lock; one of its frames
 * stands between an API and the connection. Thread-safe.
 */
public final class Executor {
    private static final int OUTPUT_FROM_SECONDARIES_WIRE_VERSION = 13;

    private static final int NOT_WRITABLE_PRIMARY = 10107;

    private final Env env;
    private final Topology topology;
    private final CommandEvents events;
    private final ServerSessions sessions;
    private final Observation observation;
    private final RetrySettings retrySettings;
    private final long socketTimeoutNanos;
    private final @Nullable ServerApi serverApi;

    /** An executor over the servers of this topology, for a client of these settings. */
    public Executor(Env env, Topology topology, CommandEvents events, ClientSettings settings) {
        this.env = env;
        this.topology = topology;
        this.events = events;
        this.sessions = new ServerSessions(env);
        this.observation = new Observation(topology);
        this.retrySettings = settings.retry();
        this.socketTimeoutNanos = settings.socket().socketTimeout().toNanos();
        this.serverApi = settings.serverApi();
    }

    /** Where time, threads and randomness come from. */
    public Env env() {
        return env;
    }

    /** The sessions that operations run in. */
    public ServerSessions sessions() {
        return sessions;
    }

    /** A call of one operation, which begins now; its session ends with it. */
    public Call call(ExecutionContext context) {
        return new Call(context, context.deadline(env), new ImplicitSession(sessions), null, false);
    }

    /** A call of possibly several operations, which begins now; who asks for it ends its session. */
    public Call callOfSeveral(ExecutionContext context) {
        return new Call(context, context.deadline(env), new ImplicitSession(sessions), null, true);
    }

    /** The same call with its timeout begun anew, for a command that may take all of it. */
    public Call renewed(Call call) {
        return call.until(call.context().deadline(env));
    }

    /**
     * Carries the operation out and gives what its reply means. The one retry loop; it is one long method so that a
     * blocked call stands few frames deep.
     *
     * @throws MongoException when it failed, after a retry where that was allowed
     * @throws IllegalArgumentException when the command cannot be encoded; nothing was sent
     */
    public <R> R execute(Operation<R> operation, Call call) {
        ExecutionContext context = call.context();
        Deadline deadline = call.deadline();
        var retry = new Retry<R>(operation, retrySettings, env, deadline);
        ImplicitSession session = call.session();
        try {
            while (true) {
                Server server = null;
                try {
                    retry.pause();
                    server = select(operation, call, retry.deprioritized());
                    retry.selected(server.description());
                    PooledConnection pooled = Observation.checkOut(server, operation, deadline);
                    Connection connection = pooled.connection();
                    try {
                        Command command = operation.build(connection.limits());
                        var shared = shared(operation, context, server, session, retry);
                        int requestId = encode(connection, command, shared, call, retry.isRepeated());
                        if (!connection.isEncoded()) {
                            return operation.unsent(server.address());
                        }
                        Reply reply = events.isSilent()
                                ? connection.roundTrip(socketDeadline(deadline), CancelToken.NONE)
                                : events.roundTrip(
                                        connection,
                                        command,
                                        requestId,
                                        session,
                                        context.eventContext(),
                                        socketDeadline(deadline));
                        R result = ServerErrors.read(reply, operation);
                        var unfulfilled = writeConcernFailure(operation, result);
                        if (unfulfilled == null) {
                            return result;
                        }
                        // The write is done; all the same the server may be about to go, and another attempt may be
                        // acknowledged as it should.
                        topology.failed(server, unfulfilled, pooled.generation());
                        if (!retry.follows(unfulfilled, server, result)) {
                            return result;
                        }
                    } catch (MongoException failure) {
                        topology.failed(server, failure, pooled.generation());
                        explain(failure, server);
                        throw failure;
                    } finally {
                        if (!connection.usable()) {
                            session.markDirty();
                        }
                        server.pool().checkIn(pooled);
                    }
                } catch (MongoException failure) {
                    if (!retry.follows(failure, server, null)) {
                        failure.during(operation.tried());
                        return retry.end(failure);
                    }
                } catch (IllegalArgumentException refused) {
                    return retry.endUnencoded(refused);
                }
            }
        } finally {
            if (!call.several()) {
                session.end();
            }
        }
    }

    /** What the exception cannot know by itself. */
    private static void explain(MongoException failure, Server server) {
        if (!(failure instanceof NotPrimaryException refused) || server.topologyType() != TopologyType.SINGLE) {
            return;
        }
        ServerType type = server.description().type();
        if (type == ServerType.RS_GHOST) {
            refused.ofUninitiatedSet();
        } else if (type == ServerType.RS_SECONDARY && refused.code() == NOT_WRITABLE_PRIMARY) {
            var member = server.description().member();
            refused.onDirectConnection(member.setName(), member.primary());
        }
    }

    /** Null unless a write's reply tells that its write concern is not fulfilled. */
    private static @Nullable WriteConcernException writeConcernFailure(Operation<?> operation, Object result) {
        if (!(result instanceof WriteReply write) || write.writeConcernError() == null) {
            return null;
        }
        ServerError error = ServerErrors.writeConcernError(operation.tried(), write);
        return error == null ? null : new WriteConcernException(error, null);
    }

    private SharedFields shared(
            Operation<?> operation, ExecutionContext context, Server server, ImplicitSession session, Retry<?> retry) {
        ServerSession serverSession =
                operation.takesSession() ? session.server(server.description().logicalSessionTimeoutMinutes()) : null;
        long transactionNumber = retry.transactionNumber(serverSession);
        ExecutionContext told = isForPrimary(operation.kind()) ? context.with(ReadPreference.primary()) : context;
        return new SharedFields(operation.kind(), told, serverApi, server, serverSession, transactionNumber);
    }

    private Server select(Operation<?> operation, Call call, Set<ServerAddress> deprioritized) {
        Deadline deadline = call.deadline();
        if (call.pinned() != null) {
            return topology.server(call.pinned(), deadline);
        }
        OperationKind kind = operation.kind();
        boolean byPreference = kind.takesReadPreference() && !isForPrimary(kind);
        ReadPreference readPreference = byPreference ? call.context().readPreference() : null;
        Server server = observation.select(operation.commandName(), readPreference, deprioritized, deadline);
        // A client that has just begun learns only by the selection what kind of servers there are.
        return byPreference && isForPrimary(kind)
                ? observation.select(operation.commandName(), null, deprioritized, deadline)
                : server;
    }

    /** Whether the read preference does not count, as not all servers could store the result of an aggregation. */
    private boolean isForPrimary(OperationKind kind) {
        return kind == OperationKind.QUERY_INTO && !canOutputFromSecondaries(topology.description());
    }

    /** Since 5.0 a secondary passes on to the primary what it has to write; all must be of that kind. */
    private static boolean canOutputFromSecondaries(TopologyDescription topology) {
        for (ServerDescription server : topology.servers()) {
            if (server.type().isDataBearing() && server.maxWireVersion() < OUTPUT_FROM_SECONDARIES_WIRE_VERSION) {
                return false;
            }
        }
        return true;
    }

    /** The time left for one round trip: {@code socketTimeoutMS}, within what is left of the whole operation. */
    private Deadline socketDeadline(Deadline deadline) {
        return socketTimeoutNanos == 0
                ? deadline
                : Deadline.after(env.nanoTime(), socketTimeoutNanos).earlier(deadline);
    }

    /** Sends an operation that asks for no reply; when this returns the bytes are on their way, nothing more. */
    public void send(Operation<?> operation, Call call) {
        try {
            trySend(operation, call);
        } catch (MongoException failure) {
            failure.during(operation.tried());
            throw failure;
        }
    }

    private void trySend(Operation<?> operation, Call call) {
        ExecutionContext context = call.context();
        Deadline deadline = call.deadline();
        Server server = select(operation, call, Set.of());
        PooledConnection pooled = Observation.checkOut(server, operation, deadline);
        Connection connection = pooled.connection();
        try {
            Command command = operation.build(connection.limits());
            var shared = new SharedFields(operation.kind(), context, serverApi, server, null, 0);
            int requestId = encode(connection, command, shared, call, false);
            if (!connection.isEncoded()) {
                return;
            }
            if (events.isSilent()) {
                connection.send(socketDeadline(deadline), CancelToken.NONE);
            } else {
                events.send(
                        connection,
                        command,
                        requestId,
                        call.session(),
                        context.eventContext(),
                        socketDeadline(deadline));
            }
        } catch (MongoException failure) {
            topology.failed(server, failure, pooled.generation());
            throw failure;
        } finally {
            server.pool().checkIn(pooled);
        }
    }

    /**
     * What cannot be encoded was the caller's argument: nothing has been sent. A codec of the program may throw
     * anything else, too, and the caller gets to see it unless something was sent before: that must not be hidden.
     */
    private static int encode(
            Connection connection, Command command, SharedFields shared, Call call, boolean repeated) {
        try {
            return connection.encode(command, shared, call.context().codecs().encodingContext());
        } catch (BsonException | IllegalArgumentException refused) {
            throw unencodable(command, refused);
        } catch (Throwable failure) {
            if ((!repeated && !call.several()) || !Write.isOfStatement(failure)) {
                throw failure;
            }
            throw new IllegalArgumentException(
                    command.tried() + " could be encoded before, but not again, because of "
                            + failure.getClass().getName(),
                    failure);
        }
    }

    static IllegalArgumentException unencodable(Command command, RuntimeException refused) {
        return new IllegalArgumentException(command.tried() + " cannot be encoded: " + refused.getMessage(), refused);
    }
}
