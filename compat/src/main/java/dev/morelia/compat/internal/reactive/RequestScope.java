package dev.morelia.compat.internal.reactive;

import com.mongodb.RequestContext;
import com.mongodb.client.SynchronousContextProvider;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * The request context of one subscriber, for the command listeners of the operations that it starts. It is kept for the
 * thread that runs these.
 */
final class RequestScope {
    private static final ThreadLocal<@Nullable RequestContext> CURRENT = new ThreadLocal<>();
    private static final RequestScope NONE = new RequestScope(null);

    private final @Nullable RequestContext context;

    private RequestScope(@Nullable RequestContext context) {
        this.context = context;
    }

    /** @param provider null if the program has none */
    static RequestScope of(@Nullable ReactiveContextProvider provider, Subscriber<?> subscriber) {
        return provider == null ? NONE : new RequestScope(provider.getContext(subscriber));
    }

    /** Runs the code in this context. */
    <T extends @Nullable Object> T get(Supplier<T> code) {
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
