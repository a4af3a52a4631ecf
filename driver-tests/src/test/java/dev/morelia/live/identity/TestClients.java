package dev.morelia.live.identity;

import dev.morelia.MongoClient;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.simulation.fault.ForwardingEnv;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clients with environment variables of their own. */
final class TestClients {
    private TestClients() {}

    static MongoClient build(MongoClient.Builder builder, Map<String, String> variables) {
        var env = new ForwardingEnv(SystemEnv.INSTANCE) {
            @Override
            public @Nullable String variable(String name) {
                return variables.get(name);
            }
        };
        return EnvOverride.with(env, builder::build);
    }

    /** All messages of an exception and its causes, and what it prints. */
    static String everything(Throwable failure) {
        var text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text, true));
        return text.toString();
    }
}
