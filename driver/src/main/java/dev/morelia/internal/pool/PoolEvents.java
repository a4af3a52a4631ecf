package dev.morelia.internal.pool;

import dev.morelia.bson.ObjectId;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.event.PoolEvent.CheckOutFailed;
import dev.morelia.event.PoolEvent.CheckOutFailure;
import dev.morelia.event.PoolEvent.CheckOutStarted;
import dev.morelia.event.PoolEvent.CheckedIn;
import dev.morelia.event.PoolEvent.CheckedOut;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.event.PoolEvent.ConnectionClosed;
import dev.morelia.event.PoolEvent.ConnectionCreated;
import dev.morelia.event.PoolEvent.ConnectionReady;
import dev.morelia.event.PoolEvent.PoolCleared;
import dev.morelia.event.PoolEvent.PoolClosed;
import dev.morelia.event.PoolEvent.PoolCreated;
import dev.morelia.event.PoolEvent.PoolReady;
import dev.morelia.event.PoolListener;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.Listeners;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of a pool to its listeners, in order. Those of an operation are published on its thread, where
 * tracing finds the context, and outside every lock; those of control threads go through the {@link
 * dev.morelia.internal.background.EventQueue}, and so do those of operations while others are in it. So do those of the
 * pool itself, which are the only ones published under a lock. Without listeners nothing is allocated and no clock is
 * read. Thread-safe.
 */
final class PoolEvents {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.connection");

    private final Env env;
    private final ServerAddress server;
    private final Background background;
    private final Listeners<PoolListener> listeners;
    private final boolean silent;
    /** How many events of this pool are in the queue of the client. */
    private final AtomicInteger waiting = new AtomicInteger();

    PoolEvents(Background background, ServerAddress server, List<PoolListener> listeners) {
        this.background = background;
        this.env = background.env();
        this.server = server;
        this.listeners = new Listeners<>(listeners, "pool listener", LOGGER);
        this.silent = listeners.isEmpty();
    }

    void poolCreated(PoolSettings settings) {
        if (!silent) {
            tellLater(PoolListener::poolCreated, new PoolCreated(server, settings));
        }
    }

    void poolReady() {
        if (!silent) {
            tellLater(PoolListener::poolReady, new PoolReady(server));
        }
    }

    void poolCleared(@Nullable ObjectId serviceId, boolean interruptInUse) {
        if (!silent) {
            tellLater(PoolListener::poolCleared, new PoolCleared(server, serviceId, interruptInUse));
        }
    }

    /** With its idle connections, a chain. */
    void poolClosed(@Nullable PooledConnection discarded) {
        if (!silent) {
            for (var connection = discarded; connection != null; connection = connection.nextDiscarded()) {
                tellLater(PoolListener::connectionClosed, closed(connection));
            }
            tellLater(PoolListener::poolClosed, new PoolClosed(server));
        }
    }

    void connectionCreated(PooledConnection connection) {
        if (!silent) {
            publish(PoolListener::connectionCreated, new ConnectionCreated(server, connection.driverConnectionId));
        }
    }

    void connectionReady(PooledConnection connection) {
        if (!silent) {
            var event = new ConnectionReady(server, connection.driverConnectionId, since(connection.createdNanos()));
            publish(PoolListener::connectionReady, event);
        }
    }

    void connectionClosed(PooledConnection connection, CloseReason reason, @Nullable Throwable error) {
        if (!silent) {
            var event = new ConnectionClosed(server, connection.driverConnectionId, reason, error);
            publish(PoolListener::connectionClosed, event);
        }
    }

    /**
     * Those of this chain.
     *
     * @param othersWait whether operations are waiting for what follows, so that no listener may delay them
     */
    void connectionsClosed(@Nullable PooledConnection discarded, boolean othersWait) {
        if (!silent) {
            for (var connection = discarded; connection != null; connection = connection.nextDiscarded()) {
                if (othersWait) {
                    tellLater(PoolListener::connectionClosed, closed(connection));
                } else {
                    publish(PoolListener::connectionClosed, closed(connection));
                }
            }
        }
    }

    private ConnectionClosed closed(PooledConnection discarded) {
        return new ConnectionClosed(server, discarded.driverConnectionId, discarded.closeReason(), null);
    }

    void checkOutStarted() {
        if (!silent) {
            publish(PoolListener::checkOutStarted, new CheckOutStarted(server));
        }
    }

    void checkOutFailed(Throwable failure, long askedNanos) {
        if (!silent) {
            var reason = switch (failure) {
                case PoolTimeoutException late -> CheckOutFailure.TIMEOUT;
                case OperationTimeoutException late
                when late.getCause() instanceof PoolTimeoutException -> CheckOutFailure.TIMEOUT;
                case ClientClosedException closed -> CheckOutFailure.POOL_CLOSED;
                default -> CheckOutFailure.CONNECTION_ERROR;
            };
            publish(PoolListener::checkOutFailed, new CheckOutFailed(server, reason, since(askedNanos), failure));
        }
    }

    void checkedOut(PooledConnection connection, long askedNanos) {
        if (!silent) {
            var event = new CheckedOut(server, connection.driverConnectionId, since(askedNanos));
            publish(PoolListener::checkedOut, event);
        }
    }

    void checkedIn(PooledConnection connection) {
        if (!silent) {
            publish(PoolListener::checkedIn, new CheckedIn(server, connection.driverConnectionId));
        }
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(env.nanoTime() - nanos);
    }

    /** On the calling thread, the operation's, unless that is a control thread or earlier events are in the queue. */
    private <E> void publish(BiConsumer<PoolListener, E> method, E event) {
        if (waiting.get() > 0 || background.isControlThread()) {
            tellLater(method, event);
        } else {
            listeners.publish(listener -> method.accept(listener, event));
        }
    }

    /** On the thread of the queue: what the topology does to the pool, and what other operations must not wait for. */
    private <E> void tellLater(BiConsumer<PoolListener, E> method, E event) {
        waiting.incrementAndGet();
        boolean added = background.events().add(() -> {
            listeners.publish(listener -> method.accept(listener, event));
            waiting.decrementAndGet();
        });
        if (!added) {
            waiting.decrementAndGet();
        }
    }
}
