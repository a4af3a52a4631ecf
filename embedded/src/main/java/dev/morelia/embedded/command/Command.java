package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Set;

/**
 * A command that this server knows.
 *
 * @param name as the documentation writes it
 * @param fields which it may have besides those of every command; also its own name
 * @param locked whether it needs the server's lock; the handshake must answer while another command runs
 */
record Command(String name, Set<String> fields, boolean locked, Handler handler) {

    /** Answers a command with a reply that still lacks {@code ok}. */
    @FunctionalInterface
    interface Handler {
        Document run(Request request);
    }

    static Command of(String name, Handler handler, String... fields) {
        return new Command(name, Set.of(fields), true, handler);
    }

    static Command unlocked(String name, Handler handler, String... fields) {
        return new Command(name, Set.of(fields), false, handler);
    }
}
