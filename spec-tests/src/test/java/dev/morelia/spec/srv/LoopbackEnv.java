package dev.morelia.spec.srv;

import dev.morelia.MongoClient;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.env.SystemEnv;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The real environment, except that every host name leads to the loopback interface. */
final class LoopbackEnv {
    private static final Env INSTANCE = (Env) Proxy.newProxyInstance(
            Env.class.getClassLoader(),
            new Class<?>[] {Env.class},
            (proxy, method, arguments) -> method.getName().equals("resolve")
                    ? List.of(InetAddress.getLoopbackAddress())
                    : forward(method, arguments));

    private LoopbackEnv() {}

    private static @Nullable Object forward(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(SystemEnv.INSTANCE, arguments);
        } catch (InvocationTargetException thrown) {
            throw Objects.requireNonNull(thrown.getCause());
        }
    }

    static MongoClient build(MongoClient.Builder builder) {
        return EnvOverride.with(INSTANCE, builder::build);
    }
}
