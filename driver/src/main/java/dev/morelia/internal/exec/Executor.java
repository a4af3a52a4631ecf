package dev.morelia.internal.exec;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.operation.write.BulkWriteReply;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.internal.session.Session;
import dev.morelia.internal.session.SessionScope;
import dev.morelia.internal.topology.Server;
import dev.morelia.internal.topology.Topology;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.RetrySettings;
import dev.morelia.settings.ServerApi;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Executes an operation: selects a server, checks a connection out, sends, receives, and retries where the failure says
 * that this is safe and may help. It runs on the caller's thread and holds no lock. Two of its frames
 * stand between an API and the connection: the loop and the attempt. Thread-safe.
 */
public final class Executor {
    private final Env env;
    private final Topology topology;
    private final Retry.Sleep sleep;
    private final CommandEvents events;
    private final ServerSessions sessions;
    private final Observation observation;
    private final RetrySettings retrySettings;
    private final long socketTimeoutNanos;
    private final long selectionTimeoutNanos;
    private final @Nullable ServerApi serverApi;
    private volatile Consumer<ServerCursor> whenCursorLost = cursor -> {};
    private final AtomicInteger operationIds = new AtomicInteger();

    /** An executor over the servers of this topology, for a client of these settings. */
    public Executor(Env env, Topology topology, CommandEvents events, ClientSettings settings) {
        this.env = env;
        this.topology = topology;
        this.sleep = topology::sleep;
        this.events = events;
        this.sessions = new ServerSessions(env);
        this.observation = new Observation(topology);
        this.retrySettings = settings.retry();
        this.socketTimeoutNanos = settings.socket().socketTimeout().toNanos();
        this.selectionTimeoutNanos =
                settings.topology().serverSelectionTimeout().toNanos();
        this.serverApi = settings.serverApi();
    }

    /** Sets what closes the cursors that servers opened too late for their callers. */
    public void whenCursorLost(Consumer<ServerCursor> closes) {
        whenCursorLost = closes;
    }

    /** Where time, threads and randomness come from. */
    public Env env() {
        return env;
    }

    /** The sessions that operations run in. */
    public ServerSessions sessions() {
        return sessions;
    }

    /** A call of one operation, which begins now with the timeout of the view; its session ends with it. */
    public Call call(ExecutionContext context) {
        return call(context, Lease.ANY_SERVER, Call.Extent.ONE);
    }

    /** A call of possibly several operations, which begins now; who asks for it ends its session. */
    public Call callOfSeveral(ExecutionContext context) {
        return call(context, Lease.ANY_SERVER, Call.Extent.SEVERAL);
    }

    /**
     * A call of an operation that opens a cursor, and those that follow. Behind a load balancer they share a
     * connection; who asks for the call then closes {@link Call#connection}.
     */
    public Call callOfCursor(ExecutionContext context) {
        boolean ownConnection = mayBeLoadBalanced() && !isInTransaction(context);
        return call(context, ownConnection ? Lease.OneConnection.ofCursor() : Lease.ANY_SERVER, Call.Extent.SEVERAL);
    }

    /** The same for a cursor whose server may send batches without being asked: these share a connection anywhere. */
    public Call callOfExhaustCursor(ExecutionContext context) {
        Lease lease = isInTransaction(context) ? Lease.ANY_SERVER : Lease.OneConnection.ofExhaustCursor();
        return call(context, lease, Call.Extent.SEVERAL);
    }

    /** Waits for so many nanoseconds, or until the client is closed. */
    public void pause(long nanos) throws InterruptedException {
        sleep.lasting(nanos);
    }

    /**
     * A call of several operations for one of them whose reply may carry a cursor, and those that follow on that. The
     * caller closes {@link Call#connection}, which it has behind a load balancer.
     */
    Call withCursor(Call call) {
        boolean inTransaction = call.session().transaction() != null;
        return mayBeLoadBalanced() && !inTransaction ? call.over(Lease.OneConnection.ofCursor()) : call;
    }

    /** The session that the view or else the scope of the thread names; null if none does. */
    private @Nullable ExplicitSession session(ExecutionContext context) {
        return context.session() == null ? SessionScope.current(sessions) : context.session();
    }

    /** Whether writes of a view are acknowledged, as they always are in a transaction. */
    public boolean isAcknowledged(ExecutionContext context) {
        return context.writeConcern().isAcknowledged() || isInTransaction(context);
    }

    /** Whether operations of a view belong to a transaction, which servers abort with the first that fails. */
    public boolean isInTransaction(ExecutionContext context) {
        ExplicitSession session = session(context);
        return session != null && session.isInTransaction();
    }

    /** Before the first lookup of SRV records, a TXT record may still say that there is a load balancer. */
    private boolean mayBeLoadBalanced() {
        TopologySettings known = topology.settings().current().topology();
        return known.loadBalanced() || known.hosts().isEmpty();
    }

    private Call call(ExecutionContext context, Lease lease, Call.Extent extent) {
        ExplicitSession named = session(context);
        Session session = named == null ? new ImplicitSession(sessions) : named;
        return new Call(context, operationIds.incrementAndGet(), context.deadline(env, named), session, lease, extent);
    }

    /** The same call with its timeout begun anew, for a command that may take all of it. */
    public Call renewed(Call call) {
        var named = call.session() instanceof ExplicitSession explicit ? explicit : null;
        return call.until(call.context().deadline(env, named));
    }

    /** The same call with another timeout, which begins now. */
    public Call renewed(Call call, Duration timeout) {
        return call.until(Deadline.of(timeout, env));
    }

    /**
     * Executes the operation and returns the meaning of its reply; an unacknowledged one when its bytes are on their
     * way. The one retry loop.
     *
     * @throws MongoException when it failed, after a retry where that was allowed
     * @throws IllegalArgumentException when the command cannot be encoded; nothing was sent
     */
    public <R> R execute(Operation<R> operation, Call call) {
        Session session = call.session();
        session.enter(operation.kind(), operation.acknowledged());
        try {
            boolean inTransaction = session.transaction() != null;
            if (inTransaction && operation.kind().takesReadPreference()) {
                // Checked here, too, as no server is selected by it once the transaction is pinned.
                session.readPreference(operation.kind(), call.context().readPreference());
            }
            var retry = new Retry<R>(operation, retrySettings, env, call.deadline(), inTransaction);
            while (true) {
                try {
                    retry.pause(sleep);
                    R result = attempt(operation, call, retry);
                    if (!retry.followsResult()) {
                        return result;
                    }
                } catch (MongoException failure) {
                    session.failed(failure, retry.isSent());
                    if (!retry.follows(failure)) {
                        MongoException last = explained(failure, operation.tried(), call.deadline(), retry);
                        ErrorNotes.of(last).during(operation.tried());
                        return retry.end(last);
                    }
                } catch (Throwable unexpected) {
                    // An argument that cannot be encoded, what code of the program has thrown, too little memory.
                    if (env.isOver() || !retry.isAgain()) {
                        throw unexpected;
                    }
                    return retry.endUnexpected(unexpected);
                }
            }
        } finally {
            session.exit(operation.kind());
            if (!call.several()) {
                session.end();
            }
        }
    }

    private MongoException explained(MongoException failure, String tried, Deadline deadline, Retry<?> retry) {
        return deadline.isSet()
                ? TimeoutErrors.of(failure, tried, deadline, retry.isOutOfTime(), env.nanoTimeOr(0))
                : failure;
    }

    /**
     * One try: selects a server, checks a connection out, sends and receives; sends again if the server requires
     * re-authentication, as it has not executed the command.
     */
    private <R> R attempt(Operation<R> operation, Call call, Retry<R> retry) {
        var held = Lease.of(call) instanceof Lease.OneConnection one ? one.held() : null;
        Deadline connected = connectionDeadline(call.deadline());
        Server server = retry.selected(held == null ? select(operation, call, retry.deprioritized()) : held.server());
        PooledConnection pooled = held == null ? Observation.checkOut(server, operation, connected) : held.connection();
        Connection connection = pooled.connection();
        try {
            Lease.pinTransaction(call.session(), server, pooled);
            for (boolean again = false; ; again = true) {
                Command command = operation.build(connection.limits());
                int requestId = encode(connection, command, sharedFields(operation, call, retry, connection), call);
                Reply reply = null;
                if (connection.isEncoded() || connection.moreToCome()) {
                    Deadline deadline = socketDeadline(operation, call.deadline(), server);
                    retry.sending(call.session());
                    if (!events.isSilent()) {
                        // Not into the operation's buffer: listeners may keep the reply.
                        reply = events.exchange(connection, command, requestId, call, deadline);
                    } else if (operation.acknowledged()) {
                        reply = connection.roundTrip(operation.replyBuffer(), deadline, CancelToken.NONE);
                    } else {
                        connection.send(deadline, CancelToken.NONE);
                    }
                }
                if (reply == null) {
                    return operation.withoutReply(server.address());
                }
                if (isExecuted(reply, again, connection, call)) {
                    return result(reply, operation, call, retry, pooled);
                }
            }
        } catch (MongoException met) {
            throw failed(met, operation, server, pooled);
        } finally {
            giveBack(operation, call, server, pooled);
        }
    }

    /** False if the server has not executed the command, and will as the connection has authenticated again. */
    private static boolean isExecuted(Reply reply, boolean again, Connection connection, Call call) {
        call.session().replied(reply.document());
        if (again || !Reauthentication.isRequired(reply) || !Reauthentication.done(connection, call.deadline())) {
            return true;
        }
        call.session().notExecuted();
        return false;
    }

    /** Reports a failure to the topology; returns it as the caller sees it. */
    private MongoException failed(MongoException met, Operation<?> operation, Server server, PooledConnection pooled) {
        MongoException failure = topology.isClosed() ? closed(met, operation) : met;
        topology.failed(server, failure, pooled);
        explain(failure, server);
        operation.label(failure, pooled.connection().limits());
        return failure;
    }

    private <R> R result(Reply reply, Operation<R> operation, Call call, Retry<R> retry, PooledConnection pooled) {
        R result = ReplyErrors.read(reply, operation);
        if (Lease.of(call) instanceof Lease.OneConnection one && openCursor(result) != null) {
            one.pinCursor(pooled);
        }
        if (call.deadline().isSet()) {
            WriteReplies.requireInTime(operation, result);
        }
        WriteReplies.noteStatementFailure(operation, result, call.session().transaction());
        var unfulfilled = WriteReplies.writeConcernFailure(operation, result);
        if (unfulfilled != null) {
            // The write is done, but the server may be shutting down; another attempt may satisfy the write concern.
            topology.failed(retry.server(), unfulfilled, pooled);
            retry.unfulfilled(unfulfilled, result);
        }
        return result;
    }

    private void giveBack(Operation<?> operation, Call call, Server server, PooledConnection pooled) {
        Connection connection = pooled.connection();
        try {
            connection.discardEncoded();
            if (!connection.usable()) {
                call.session().markDirty();
                if (connection.isReplyLate()) {
                    pooled.whenReplied(reply -> closeCursor(reply, operation, connection));
                }
            }
        } finally {
            // Also if there was too little memory for the rest.
            release(call, server, pooled);
        }
    }

    /** The cursor that the server keeps open for a result; null for none. */
    private static @Nullable ServerCursor openCursor(@Nullable Object result) {
        CursorBatch batch = switch (result) {
            case CursorBatch one -> one;
            case BulkWriteReply reply -> reply.results();
            case null, default -> null;
        };
        return batch != null && batch.serverCursor().isOpen() ? batch.serverCursor() : null;
    }

    /**
     * No caller gets the batch of a late reply, so the cursor is closed here. A service behind a load balancer closes
     * the cursors of a connection with it.
     */
    private void closeCursor(Reply reply, Operation<?> operation, Connection connection) {
        try {
            ServerCursor lost = openCursor(ReplyErrors.read(reply, operation));
            if (lost != null) {
                if (connection.id().serviceId() != null) {
                    connection.close();
                } else {
                    whenCursorLost.accept(lost);
                }
            }
        } catch (MongoException failed) {
            // The operation has failed, late.
        }
    }

    private static void release(Call call, Server server, PooledConnection pooled) {
        if (!(Lease.of(call) instanceof Lease.OneConnection one) || !one.keep(server, pooled)) {
            server.pool().checkIn(pooled);
        }
    }

    /** A connection that was lost because the client was closed is reported as such, not as a network error. */
    private static MongoException closed(MongoException met, Operation<?> operation) {
        if (!(met instanceof ConnectionLostException lost)) {
            return met;
        }
        boolean unknown = lost.requestSent() && operation.kind().writes();
        return new ClientClosedException(
                operation.tried(), unknown ? RetryAdvice.OUTCOME_UNKNOWN : RetryAdvice.UNSAFE, lost);
    }

    /** Adds what the exception cannot know by itself. */
    private static void explain(MongoException failure, Server server) {
        if (!(failure instanceof NotPrimaryException rejected) || server.topologyType() != TopologyType.SINGLE) {
            return;
        }
        ServerType type = server.description().type();
        if (type == ServerType.RS_GHOST) {
            ErrorNotes.of(rejected).uninitiatedSet();
        } else if (type == ServerType.RS_SECONDARY && rejected.code() == ErrorCode.NOT_WRITABLE_PRIMARY.number()) {
            var member = server.description().member();
            ErrorNotes.of(rejected).directConnection(member.setName(), member.primary());
        }
    }

    private SharedFields sharedFields(Operation<?> operation, Call call, Retry<?> retry, Connection connection) {
        ServerFacts facts = connection.facts();
        Session session = call.session();
        boolean inSession = operation.takesSession() && operation.acknowledged() && session.begin(facts);
        long transactionNumber = retry.transactionNumber(facts, inSession ? session : null);
        ExecutionContext context = call.context();
        ExecutionContext effective = isForPrimary(operation.kind()) ? context.with(ReadPreference.primary()) : context;
        var fields = new SharedFields(operation, effective, session, facts.type(), retry.isDirect(), serverApi);
        if (inSession) {
            fields.inSession(transactionNumber);
        }
        fields.maxTime(
                call.deadline().isSet()
                        ? MaxTime.millis(
                                operation,
                                call.limitsServer(),
                                requireRoundTrip(operation, call.deadline(), retry.server()))
                        : operation.maxTimeMillis());
        return fields;
    }

    /**
     * Checks that a reply can still arrive in time. The server's round-trip time is that of the description it was
     * selected by.
     *
     * @return what is left for the server; {@link Long#MAX_VALUE} if there is no limit
     */
    private long requireRoundTrip(Operation<?> operation, Deadline deadline, Server server) {
        if (deadline.isNone()) {
            return Long.MAX_VALUE;
        }
        Duration roundTrip = server.description().minRoundTripTime();
        long nowNanos = env.nanoTime();
        long leftNanos = deadline.remainingNanos(nowNanos) - roundTrip.toNanos();
        if (leftNanos <= 0) {
            String problem = deadline.hasPassed(nowNanos)
                    ? Argument.shown(TimeoutErrors.elapsed(deadline, nowNanos))
                            + " had passed before anything could be sent"
                    : "a round trip to the server takes at least " + Argument.shown(roundTrip)
                            + ", and less was left, so nothing was sent";
            throw TimeoutErrors.beforeSending(server.address(), operation.tried(), deadline, problem);
        }
        return leftNanos;
    }

    private Server select(Operation<?> operation, Call call, Set<ServerAddress> deprioritized) {
        Deadline deadline = call.deadline();
        if (Lease.of(call) instanceof Lease.OneServer one) {
            return topology.server(one.address(), deadline);
        }
        OperationKind kind = operation.kind();
        boolean byPreference = kind.takesReadPreference() && !isForPrimary(kind);
        ReadPreference readPreference = byPreference
                ? call.session().readPreference(kind, call.context().readPreference())
                : null;
        Server server = observation.select(
                operation.commandName(), call.operationId(), readPreference, deprioritized, deadline);
        // A client that has just begun learns only by the selection what kind of servers there are.
        return byPreference && isForPrimary(kind)
                ? observation.select(operation.commandName(), call.operationId(), null, deprioritized, deadline)
                : server;
    }

    /** Whether the read preference does not count, as not all servers could store the result of an aggregation. */
    private boolean isForPrimary(OperationKind kind) {
        return kind == OperationKind.QUERY_INTO && !canOutputFromSecondaries(topology.description());
    }

    /** Since 5.0, as all behind a load balancer, a secondary passes on to the primary what it has to write. */
    private static boolean canOutputFromSecondaries(TopologyDescription topology) {
        if (topology.type() == TopologyType.LOAD_BALANCED) {
            return true;
        }
        for (ServerDescription server : topology.servers()) {
            if (server.type().isDataBearing() && server.maxWireVersion() < WireVersion.SERVER_5_0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Until when an attempt that begins now must have a connection: within {@code serverSelectionTimeoutMS}, unless
     * there is no timeout, so that {@code waitQueueTimeoutMS} applies besides.
     */
    private Deadline connectionDeadline(Deadline deadline) {
        return deadline.isSet()
                ? Deadline.after(env.nanoTime(), selectionTimeoutNanos).earlier(deadline)
                : deadline;
    }

    /**
     * The time left for one round trip: that of the whole operation, or else {@code socketTimeoutMS}. Encoding the
     * command may have taken long.
     */
    private Deadline socketDeadline(Operation<?> operation, Deadline deadline, Server server) {
        if (deadline.isSet()) {
            long unused = requireRoundTrip(operation, deadline, server);
            return deadline;
        }
        return socketTimeoutNanos == 0 ? deadline : Deadline.after(env.nanoTime(), socketTimeoutNanos);
    }

    /**
     * What cannot be encoded was the caller's argument, whatever a codec of the program has thrown: this attempt has
     * sent nothing.
     */
    private static int encode(Connection connection, Command command, SharedFields shared, Call call) {
        if (connection.moreToCome()) {
            // The server sends the next reply unasked.
            return connection.requestId();
        }
        try {
            return connection.encode(command, shared, call.context().codecs().encodingContext());
        } catch (Throwable failure) {
            if (!Write.isOfStatement(failure)) {
                throw failure;
            }
            throw unencodable(command, failure);
        }
    }

    static IllegalArgumentException unencodable(Command command, Throwable failure) {
        return new IllegalArgumentException(
                command.tried() + " cannot be encoded: " + Write.describe(failure), failure);
    }
}
