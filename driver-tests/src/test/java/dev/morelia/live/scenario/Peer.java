package dev.morelia.live.scenario;

import dev.morelia.MongoClient;
import java.util.List;
import java.util.function.Supplier;

/**
 * A running server, proxy or service that misbehaves until it is told to behave.
 *
 * @param clients creates a client that meets it
 * @param behaves makes it follow the rules
 * @param parts what it consists of, to be closed in this order
 */
public record Peer(Supplier<MongoClient> clients, Runnable behaves, List<AutoCloseable> parts)
        implements AutoCloseable {

    /** A running peer. */
    public static Peer of(Supplier<MongoClient> clients, Runnable behaves, AutoCloseable... parts) {
        return new Peer(clients, behaves, List.of(parts));
    }

    /** A new client that meets it; the caller closes it. */
    public MongoClient client() {
        return clients.get();
    }

    /** From now on it follows the rules. */
    public void behave() {
        behaves.run();
    }

    @Override
    public void close() {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(part + " cannot be closed", e);
            }
        }
    }
}
