package dev.morelia.live.scenario;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.ServerSelectionException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a peer does wrong, and how a call ends that meets it.
 *
 * @param name what it does; no two scenarios have the same
 * @param type the type of the exception
 * @param message a regular expression that is found in its message or that of a cause
 * @param calls whether the call itself has a timeout, of {@link #LIMIT}; otherwise server selection has
 * @param demanding whether it keeps a processor busy or needs much memory, so that others would be measured with it
 * @param start starts the peer
 */
public record Scenario(
        String name,
        Class<? extends MongoException> type,
        String message,
        boolean calls,
        boolean demanding,
        Supplier<Peer> start) {

    /** How long a call may take. */
    public static final Duration LIMIT = Duration.ofSeconds(1);

    /** The options of clients whose server selection is to fail within the limit. */
    public static final String SELECTION_OPTIONS =
            "&serverSelectionTimeoutMS=1000&connectTimeoutMS=800&heartbeatFrequencyMS=500";

    /** The name of the command that peers may reply to wrongly. */
    public static final String COMMAND = "hostile";

    /** The connection is established, and a call over it fails. */
    public static Scenario call(
            String name, Class<? extends MongoException> type, String message, Supplier<Peer> start) {
        return new Scenario(name, type, message, true, false, start);
    }

    /** No connection can be established, or no server found, with {@link #SELECTION_OPTIONS}. */
    public static Scenario selection(String name, String message, Supplier<Peer> start) {
        return new Scenario(name, ServerSelectionException.class, message, false, false, start);
    }

    /** The same scenario, to be run while no other one is running. */
    public Scenario alone() {
        return new Scenario(name, type, message, calls, true, start);
    }

    /** Runs the command that fails. */
    public void call(MongoClient client) {
        var database = client.database("app");
        (calls ? database.with(LIMIT) : database).runCommand(new Document(COMMAND, 1));
    }

    @Override
    public String toString() {
        return name;
    }
}
