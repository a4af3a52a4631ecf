package dev.morelia.internal.exec;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.ConnectionId;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.operation.ServerErrors;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells the command listeners what is sent and what comes back; the only place that does. Listeners run on the thread
 * of the operation, outside every lock; one that throws does not disturb the operation. Commands that carry secrets are
 * shown without their fields. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/command-logging-and-monitoring/command-logging-and-monitoring.md">Command monitoring</a>
 */
public final class CommandEvents {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.command");
    private static final RawDocument NOTHING = RawDocument.of(new byte[] {5, 0, 0, 0, 0});

    /** Their fields and replies carry credentials; in lower case. */
    private static final Set<String> SENSITIVE = Set.of(
            "authenticate",
            "saslstart",
            "saslcontinue",
            "getnonce",
            "createuser",
            "updateuser",
            "copydbgetnonce",
            "copydbsaslstart",
            "copydb");

    /** They carry credentials only where they authenticate by the way; in lower case. */
    private static final Set<String> GREETINGS = Set.of("hello", "ismaster");

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

    /** Carries the encoded command out and tells of it. */
    Reply roundTrip(Connection connection, Command command, int requestId, Deadline deadline) {
        boolean sensitive = isSensitive(command, connection);
        long startedNanos = started(connection, command, requestId, sensitive);
        Reply reply;
        try {
            reply = connection.roundTrip(deadline, CancelToken.NONE);
        } catch (MongoException failure) {
            failed(connection.id(), command, requestId, startedNanos, failure);
            throw failure;
        }
        MongoException refused = ServerErrors.find(command, reply);
        if (refused != null) {
            failed(connection.id(), command, requestId, startedNanos, refused);
        } else {
            var shown = sensitive ? NOTHING : reply.document();
            succeeded(connection.id(), command, requestId, startedNanos, shown);
        }
        return reply;
    }

    /** Sends the encoded command, which asks for no reply, and tells of it. */
    void send(Connection connection, Command command, int requestId, Deadline deadline) {
        long startedNanos = started(connection, command, requestId, isSensitive(command, connection));
        try {
            connection.send(deadline, CancelToken.NONE);
        } catch (MongoException failure) {
            failed(connection.id(), command, requestId, startedNanos, failure);
            throw failure;
        }
        var assumed = RawDocument.of(new byte[] {13, 0, 0, 0, 16, 'o', 'k', 0, 1, 0, 0, 0, 0});
        succeeded(connection.id(), command, requestId, startedNanos, assumed);
    }

    private long started(Connection connection, Command command, int requestId, boolean sensitive) {
        var event = new CommandStartedEvent(
                command.database(),
                command.name(),
                requestId,
                requestId,
                connection.id(),
                sensitive ? NOTHING : connection.encodedCommand());
        tell(listener -> listener.started(event));
        return env.nanoTime();
    }

    private void succeeded(ConnectionId id, Command command, int requestId, long startedNanos, RawDocument reply) {
        var duration = Duration.ofNanos(env.nanoTime() - startedNanos);
        var event = new CommandSucceededEvent(
                command.database(), command.name(), requestId, requestId, id, duration, reply);
        tell(listener -> listener.succeeded(event));
    }

    private void failed(ConnectionId id, Command command, int requestId, long startedNanos, MongoException failure) {
        var duration = Duration.ofNanos(env.nanoTime() - startedNanos);
        var event =
                new CommandFailedEvent(command.database(), command.name(), requestId, requestId, id, duration, failure);
        tell(listener -> listener.failed(event));
    }

    private static boolean isSensitive(Command command, Connection connection) {
        var name = command.name().toLowerCase(Locale.ROOT);
        return SENSITIVE.contains(name)
                || (GREETINGS.contains(name) && connection.encodedCommand().has("speculativeAuthenticate"));
    }

    private void tell(Consumer<CommandListener> event) {
        for (CommandListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException broken) {
                LOGGER.log(System.Logger.Level.WARNING, "a command listener failed; the operation goes on", broken);
            }
        }
    }
}
