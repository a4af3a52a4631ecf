package dev.morelia.internal.exec;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.operation.ServerErrors;
import java.util.List;

/**
 * Tells the command listeners what is sent and what comes back; the only place that does. Listeners run on the thread
 * of the operation, outside every lock; one that throws does not disturb the operation. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/command-logging-and-monitoring/command-logging-and-monitoring.md">Command monitoring</a>
 */
public final class CommandEvents {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.command");

    private final Env env;
    private final List<CommandListener> listeners;

    /** Tells these listeners. */
    public CommandEvents(Env env, List<CommandListener> listeners) {
        this.env = env;
        this.listeners = List.copyOf(listeners);
    }

    boolean isSilent() {
        return listeners.isEmpty();
    }
}
