package dev.morelia.internal.operation;

import dev.morelia.internal.command.Target;
import dev.morelia.topology.ServerAddress;

/**
 * A cursor's side on the server.
 *
 * @param id names the cursor; 0 when the server has closed it
 * @param namespace where it lives, {@code database.collection}, also names that no program may use ({@code $cmd.…})
 * @param server which server holds it
 */
public record ServerCursor(long id, String namespace, ServerAddress server) {
    /** Whether the server still keeps its side. */
    public boolean isOpen() {
        return id != 0;
    }

    /** The collection that it walks. */
    public Target target() {
        return new Target(database(), collection());
    }

    private String database() {
        int dot = namespace.indexOf('.');
        return dot < 0 ? namespace : namespace.substring(0, dot);
    }

    String collection() {
        return namespace.substring(namespace.indexOf('.') + 1);
    }
}
