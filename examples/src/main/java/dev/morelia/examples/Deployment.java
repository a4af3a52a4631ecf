package dev.morelia.examples;

import dev.morelia.testkit.ReplicaSet;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The servers that an example runs on: yours, or a replica set of the test kit. */
public final class Deployment implements AutoCloseable {
    private final String uri;
    private final @Nullable ReplicaSet started;

    private Deployment(String uri, @Nullable ReplicaSet started) {
        this.uri = uri;
        this.started = started;
    }

    /**
     * The deployment of the option {@code --uri}. Without it, a replica set is started, which ends with the program.
     *
     * @param members how many members that has
     * @param arguments the arguments of the program
     */
    public static Deployment open(int members, String... arguments) {
        var given = option("--uri", arguments);
        if (given.isPresent()) {
            return new Deployment(given.get(), null);
        }
        System.out.println("Starting a replica set; --uri URI uses yours instead.");
        var set = ReplicaSet.start(members);
        System.out.println("Running on " + set.uri());
        return new Deployment(set.uri(), set);
    }

    /** The port of the option {@code --port}, 8080 by default. */
    public static int port(String... arguments) {
        return option("--port", arguments).map(Integer::valueOf).orElse(8080);
    }

    private static Optional<String> option(String name, String... arguments) {
        int at = Arrays.asList(arguments).indexOf(name);
        if (at >= 0 && at == arguments.length - 1) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return at < 0 ? Optional.empty() : Optional.of(arguments[at + 1]);
    }

    public String uri() {
        return uri;
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }
}
