package dev.morelia.internal.pool;

import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.errordetail.ProxyFailure;
import dev.morelia.internal.pool.Waiter.Outcome;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Establishes connections for a pool and reports failures to the owner. Two can end an attempt: the operation, through
 * its token, and the pool, through the connection's own, to which the other is linked meanwhile. Runs on the thread
 * that wants the connection, outside every lock. Thread-safe.
 */
final class Establishment {
    private static final String TRIED = "opening a connection";

    private final ConnectionPool pool;
    private final Env env;
    private final ServerAddress address;
    private final ConnectionOpener opener;
    private final PoolOwner owner;
    private final PoolEvents events;
    private final CheckOutErrors errors;
    /** The failure of the last attempt that failed. */
    private volatile @Nullable MongoException lastFailure;

    Establishment(
            ConnectionPool pool,
            Env env,
            ConnectionOpener opener,
            PoolOwner owner,
            PoolEvents events,
            CheckOutErrors errors) {
        this.pool = pool;
        this.env = env;
        this.address = pool.address();
        this.opener = opener;
        this.owner = owner;
        this.events = events;
        this.errors = errors;
    }

    /** Establishes the connection for which the operation has a permit; what the operation has then. */
    Outcome establish(Waiter waiter, Deadline deadline, CancelToken token) {
        var pending = Objects.requireNonNull(waiter.connection());
        if (!establish(pending, waiter, deadline, token)) {
            throw new InterruptedOperationException(address, CheckOutErrors.TRIED, RetryAdvice.SAFE, null);
        }
        return waiter.outcome();
    }

    /**
     * Establishes a pending connection, for an operation or (with null) for the background maintenance.
     *
     * @return whether it is still wanted
     */
    boolean establish(PooledConnection pending, @Nullable Waiter taker, Deadline deadline, CancelToken token) {
        boolean wanted;
        try {
            wanted = open(pending, deadline, token);
        } catch (Throwable failure) {
            // It may be open already.
            pending.closeQuietly();
            CloseReason reason = pool.failedToEstablish(pending, taker != null);
            events.connectionClosed(pending, reason, failure);
            if (pending.wasInterrupted() && failure instanceof MongoException) {
                throw errors.of(reason == CloseReason.POOL_CLOSED ? Outcome.CLOSED : Outcome.CLEARED);
            }
            throw failure;
        }
        pool.established(pending, wanted ? taker : null, taker != null);
        return wanted;
    }

    /**
     * Establishes a pending connection.
     *
     * @return whether it is still wanted; false when the token was cancelled just when it was open
     * @throws MongoException when it could not be established; the owner knows
     */
    private boolean open(PooledConnection pending, Deadline deadline, CancelToken token) {
        CancelToken establishing = pending.establishing(env.nanoTime());
        events.connectionCreated(pending);
        Runnable cancellation = establishing::cancel;
        if (!token.register(cancellation)) {
            throw new InterruptedOperationException(address, TRIED, RetryAdvice.SAFE, null);
        }
        boolean wanted = false;
        boolean opened = false;
        try {
            Connection connection = opener.open(pending.driverConnectionId, deadline, establishing);
            pending.established(connection);
            opened = true;
            pool.joinService(pending);
            opener.authenticate(connection, deadline, establishing);
        } catch (MongoException failure) {
            failed(pending, failure, opened || isAuthenticating(failure));
            throw failure;
        } finally {
            wanted = token.withdraw(cancellation);
        }
        events.connectionReady(pending);
        return wanted;
    }

    @Nullable
    MongoException lastFailure() {
        return lastFailure;
    }

    void forgetFailure() {
        lastFailure = null;
    }

    private void failed(PooledConnection pending, MongoException failure, boolean authenticating) {
        if (pending.wasInterrupted() || failure instanceof InterruptedOperationException) {
            // Cancelled on this side, which says nothing about the server.
            return;
        }
        lastFailure = failure;
        boolean unanswered = failure instanceof ConnectionOpenException || failure instanceof OperationTimeoutException;
        if (unanswered && !authenticating && mayBeOverload(failure)) {
            var notes = ErrorNotes.of(failure);
            notes.addErrorLabel(ErrorLabel.SYSTEM_OVERLOADED_ERROR);
            notes.addErrorLabel(ErrorLabel.RETRYABLE_ERROR);
        }
        owner.openFailed(address, failure, pending.generation(), pending.serviceId());
    }

    private static boolean isAuthenticating(MongoException failure) {
        return failure instanceof AuthenticationException
                || (failure instanceof ConnectionOpenException open
                        && open.step().equals(ConnectionOpenException.AUTHENTICATING));
    }

    /** A network that fails may be an overloaded server; an unknown name, a proxy or a bad certificate is not. */
    private static boolean mayBeOverload(Throwable failure) {
        Throwable origin = failure;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin instanceof IOException
                && !(origin instanceof UnknownHostException
                        || origin instanceof SSLException
                        || origin instanceof ProxyFailure);
    }
}
