package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Set;

/**
 * A command that this server supports.
 *
 * @param name as documented
 * @param fields the fields it may have in addition to those of every command, its own name included
 * @param locked whether it needs the server's lock; the handshake must be able to run during another command
 */
record Command(String name, Set<String> fields, boolean locked, Handler handler) {

    /** Runs a command and returns its reply without {@code ok}. */
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
