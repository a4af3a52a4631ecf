package dev.morelia.compat.internal.reactive;

import com.mongodb.RequestContext;
import com.mongodb.client.SynchronousContextProvider;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * What the operations of one subscriber run in: its request context, for the command listeners, which is kept for the
 * thread that runs the operation; and their turn, if they belong to a session.
 */
final class RequestScope {
    private static final ThreadLocal<@Nullable RequestContext> CURRENT = new ThreadLocal<>();
    private static final RequestScope NONE = new RequestScope(null, null);

    private final @Nullable RequestContext context;
    private final @Nullable ReentrantLock turns;

    private RequestScope(@Nullable RequestContext context, @Nullable ReentrantLock turns) {
        this.context = context;
        this.turns = turns;
    }

    /**
     * @param provider null if the program has none
     * @param turns of the session; null if there is none
     */
    static RequestScope of(
            @Nullable ReactiveContextProvider provider, Subscriber<?> subscriber, @Nullable ReentrantLock turns) {
        return provider == null && turns == null
                ? NONE
                : new RequestScope(provider == null ? null : provider.getContext(subscriber), turns);
    }

    /** Runs the code in this context, and in a turn of the session. */
    <T extends @Nullable Object> T get(Supplier<T> code) {
        ReentrantLock lock = turns;
        if (lock == null) {
            return inContext(code);
        }
        lock.lock();
        try {
            return inContext(code);
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T inContext(Supplier<T> code) {
        if (context == null) {
            return code.get();
        }
        CURRENT.set(context);
        try {
            return code.get();
        } finally {
            CURRENT.remove();
        }
    }

    /** The provider of the blocking client, which gives the context of the operation that the thread runs. */
    static SynchronousContextProvider provider() {
        return CURRENT::get;
    }
}
