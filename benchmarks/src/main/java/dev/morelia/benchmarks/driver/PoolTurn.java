package dev.morelia.benchmarks.driver;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.settings.ClientSettings;
import dev.morelia.testkit.ScriptedServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A single thread checks a connection out and in again. JMH requires a public, non-final class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PoolTurn {
    private static final Target TARGET = new Target("app", "orders");

    private @Nullable ScriptedServer server;
    private @Nullable ConnectionFactory factory;
    private @Nullable ConnectionPool pool;

    /** Fills the pool with one connection. */
    @Setup(Level.Trial)
    public void open() {
        server = ScriptedServer.canned(Map.of());
        var address = server.address();
        var settings = ClientSettings.defaults();
        var connections = new ConnectionFactory(new Background(SystemEnv.INSTANCE), settings);
        factory = connections;
        pool = new ConnectionPool(
                new Background(SystemEnv.INSTANCE),
                address,
                settings.pool(),
                (id, deadline, token) -> connections.open(address, id, deadline, token),
                (failed, failure, generation, handshakeDone) -> {},
                List.of());
        pool.ready();
    }

    /** Closes the pool. */
    @TearDown(Level.Trial)
    public void close() {
        if (pool != null && factory != null && server != null) {
            pool.close();
            factory.close();
            server.close();
        }
    }

    /** Checks a connection out and in. */
    @Benchmark
    public PooledConnection turn() {
        var from = pool;
        if (from == null) {
            throw new IllegalStateException("not open");
        }
        var taken = from.checkOut("find", TARGET, Deadline.NONE, CancelToken.NONE);
        from.checkIn(taken);
        return taken;
    }
}
