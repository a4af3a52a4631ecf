package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.store.Namespace;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;

/**
 * A command as received.
 *
 * @param connectionId the number of the connection, for {@code hello}
 * @param database from {@code $db}
 * @param name the first field
 * @param arguments all fields, with document sequences as arrays
 */
record Request(int connectionId, String database, String name, Arguments arguments) {

    static Request of(int connectionId, String database, Document body) {
        if (body.isEmpty()) {
            throw CommandFailure.badValue("empty command");
        }
        var name = body.keySet().iterator().next();
        return new Request(connectionId, database, name, new Arguments(name, body));
    }

    /** The namespace of commands whose first field is the collection. */
    Namespace namespace() {
        return switch (arguments.value(name)) {
            case String collection -> new Namespace(database, collection);
            case null, default ->
                throw CommandFailure.badValue(
                        "collection name has invalid type " + ShellText.typeName(arguments.value(name)));
        };
    }

    void requireAdmin() {
        if (!database.equals("admin")) {
            throw new CommandFailure(13, "Unauthorized", name + " may only be run against the admin database.");
        }
    }
}
