package dev.morelia.testkit.junit;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.message.BareConnection;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** One run of a test on one server. The server, the client and the database are created for the first parameter. */
final class RunOnServer
        implements TestTemplateInvocationContext, ExecutionCondition, ParameterResolver, AfterEachCallback {
    private static final Duration DROP_TIMEOUT = Duration.ofSeconds(60);
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final MongoTest.Server server;
    private final String database = "mongoTest" + RUNS.incrementAndGet();
    private @Nullable MongoClient client;

    RunOnServer(MongoTest.Server server) {
        this.server = server;
    }

    /** Started by the first run that needs it; stops with the JVM, because its threads are daemons. */
    private static final class SharedEmbeddedServer {
        static final ServerAddress ADDRESS = embedded().orElseThrow().start();
    }

    private static Optional<EmbeddedServerProvider> embedded() {
        return ServiceLoader.load(EmbeddedServerProvider.class, EmbeddedServerProvider.class.getClassLoader())
                .findFirst();
    }

    @Override
    public String getDisplayName(int invocation) {
        return switch (server) {
            case EMBEDDED -> "on the embedded server";
            case MONGOD -> "on mongod";
        };
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (server == MongoTest.Server.EMBEDDED && embedded().isEmpty()) {
            throw new ExtensionConfigurationException("@MongoTest on the embedded server needs the artifact"
                    + " dev.morelia:morelia-embedded, in scope test; or name another server, as in"
                    + " @MongoTest(Server.MONGOD)");
        }
        if (server == MongoTest.Server.EMBEDDED || Mongod.available()) {
            return ConditionEvaluationResult.enabled("the server is available");
        }
        return ConditionEvaluationResult.disabled(Mongod.absence().orElse("no mongod"));
    }

    /** Not for constructors: if one throws, its arguments could not be closed. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return parameter.getDeclaringExecutable() instanceof Method
                && (type == MongoClient.class || type == MongoDatabase.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MongoClient.class ? client() : client().database(database);
    }

    private MongoClient client() {
        var present = client;
        if (present == null) {
            present = MongoClient.create("mongodb://" + address());
            client = present;
        }
        return present;
    }

    private ServerAddress address() {
        return switch (server) {
            case EMBEDDED -> SharedEmbeddedServer.ADDRESS;
            case MONGOD -> Mongod.shared().address();
        };
    }

    /** Drops the database without the client, which the test may have closed. */
    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (client == null) {
            return;
        }
        client.close();
        try (var connection = BareConnection.open(address(), DROP_TIMEOUT)) {
            connection.command(database, Document.of("dropDatabase", 1));
        }
    }
}
