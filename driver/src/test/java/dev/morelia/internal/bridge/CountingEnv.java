package dev.morelia.internal.bridge;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.AsyncSettings;
import dev.morelia.settings.PoolSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The real environment, which counts the threads that are running and can refuse to start more. */
final class CountingEnv {
    final AtomicInteger started = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    volatile @Nullable Error startError;

    Env env() {
        return (Env) Proxy.newProxyInstance(
                Env.class.getClassLoader(), new Class<?>[] {Env.class}, (proxy, method, given) -> {
                    Object[] arguments = given;
                    if (method.getName().equals("start")) {
                        var body = (Runnable) arguments[2];
                        arguments = new Object[] {arguments[0], arguments[1], counted(body)};
                    }
                    try {
                        return method.invoke(SystemEnv.INSTANCE, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    OperationThreads ofTheBridge() {
        return new OperationThreads(new Background(env()), null, null);
    }

    Bound bound(int maximum) {
        var inFlight = new InFlight(
                new Background(env()), AsyncSettings.defaults().maxInFlight(maximum), PoolSettings.defaults());
        return Bound.of(inFlight);
    }

    private Runnable counted(Runnable body) {
        Error refused = startError;
        if (refused != null) {
            throw refused;
        }
        started.incrementAndGet();
        running.incrementAndGet();
        return () -> {
            try {
                body.run();
            } finally {
                running.decrementAndGet();
            }
        };
    }
}
