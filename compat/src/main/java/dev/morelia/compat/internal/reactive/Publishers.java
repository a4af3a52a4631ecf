package dev.morelia.compat.internal.reactive;

import com.mongodb.client.MongoIterable;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import dev.morelia.internal.bridge.Bridge;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Makes publishers of blocking operations: nothing happens before the first demand, and cancelling a subscription
 * interrupts the operation. Immutable and thread-safe.
 */
final class Publishers {
    /**
     * An operation of a blocking session.
     *
     * @param <T> the type of its result
     */
    @FunctionalInterface
    interface SessionOperation<T> {
        /** Runs it; null if there is no result. */
        @Nullable
        T run(com.mongodb.client.ClientSession session);
    }

    private final Bridge bridge;
    private final @Nullable ReactiveContextProvider contexts;
    private final @Nullable ReentrantLock turns;

    /** @param contexts null if the program has none */
    Publishers(Bridge bridge, @Nullable ReactiveContextProvider contexts) {
        this(bridge, contexts, null);
    }

    private Publishers(Bridge bridge, @Nullable ReactiveContextProvider contexts, @Nullable ReentrantLock turns) {
        this.bridge = bridge;
        this.contexts = contexts;
        this.turns = turns;
    }

    /** The same for operations of a session, of which one runs at a time. */
    Publishers in(ClientSession session) {
        return new Publishers(bridge, contexts, ReactiveClientSession.turns(session));
    }

    /**
     * Publishes the result of an operation; only the end if that is null.
     *
     * @param required arguments of the operation that must not be null
     */
    <T> Publisher<T> one(Supplier<? extends @Nullable T> operation, Object... required) {
        check(required);
        return new FuturePublisher<@Nullable T, T>(
                subscriber -> run(subscriber, operation), result -> result == null ? List.of() : List.of(result));
    }

    /** The same for an operation of a session. */
    <T> Publisher<T> one(ClientSession session, SessionOperation<T> operation, Object... required) {
        var own = ReactiveClientSession.blocking(session);
        return in(session).one(() -> operation.run(own), required);
    }

    /** Publishes each element of the list that is the result of an operation. */
    <T> Publisher<T> each(Supplier<List<T>> operation, Object... required) {
        check(required);
        return new FuturePublisher<>(subscriber -> run(subscriber, operation), result -> result);
    }

    /** The same for an operation of a session. */
    <T> Publisher<T> each(
            ClientSession session, Function<com.mongodb.client.ClientSession, List<T>> operation, Object... required) {
        var own = ReactiveClientSession.blocking(session);
        return in(session).each(() -> operation.apply(own), required);
    }

    /** Publishes only that an operation has ended. */
    Publisher<Void> end(Runnable operation, Object... required) {
        return one(
                () -> {
                    operation.run();
                    return null;
                },
                required);
    }

    /** The same for an operation of a session. */
    Publisher<Void> end(
            ClientSession session, Consumer<com.mongodb.client.ClientSession> operation, Object... required) {
        var own = ReactiveClientSession.blocking(session);
        return in(session).end(() -> operation.accept(own), required);
    }

    /** Publishes what a blocking query finds; each subscription runs it anew. */
    <T> Publisher<T> elements(MongoIterable<T> query) {
        return subscriber -> {
            Callable<CursorSource<T>> open = () -> {
                var scope = RequestScope.of(contexts, subscriber, turns);
                return scope.get(() -> new CursorSource<>(query.cursor(), scope));
            };
            bridge.publishEvents(open).subscribe(FlowAdapters.toFlowSubscriber(subscriber));
        };
    }

    /** Runs an operation whose result nobody waits for. */
    void start(Runnable operation) {
        ReentrantLock lock = turns;
        var unused = bridge.runUnbounded(() -> {
            if (lock != null) {
                lock.lock();
            }
            try {
                operation.run();
            } finally {
                if (lock != null) {
                    lock.unlock();
                }
            }
            return null;
        });
    }

    private <T extends @Nullable Object> CompletableFuture<T> run(
            Subscriber<?> subscriber, Supplier<? extends T> operation) {
        var scope = RequestScope.of(contexts, subscriber, turns);
        return bridge.runUnbounded(() -> scope.get(operation));
    }

    /** As the official driver does, a null argument is an error of the call, not of the subscription. */
    private static void check(Object... required) {
        for (Object argument : required) {
            if (argument == null) {
                throw new IllegalArgumentException("an argument is null, which this method does not allow");
            }
        }
    }
}
