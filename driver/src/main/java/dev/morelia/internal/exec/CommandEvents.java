package dev.morelia.internal.exec;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.CommandException;
import dev.morelia.error.ServerError;
import dev.morelia.error.ServerException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.ConnectionId;
import dev.morelia.internal.background.Listeners;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.jfr.CommandRecording;
import dev.morelia.internal.operation.ServerErrors;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** What stands for the reply where none was asked for. */
    private static final RawDocument UNACKNOWLEDGED =
            RawDocument.of(new byte[] {13, 0, 0, 0, 16, 'o', 'k', 0, 1, 0, 0, 0, 0});

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
    private final Listeners<CommandListener> listeners;

    /** Tells these listeners. */
    public CommandEvents(Env env, List<CommandListener> listeners) {
        this.env = env;
        this.listeners = new Listeners<>(listeners, "command listener", LOGGER);
    }

    boolean isSilent() {
        return listeners.isEmpty() && !CommandRecording.isOn();
    }

    /**
     * Sends the encoded command, receives the reply unless the command asks for none, and tells of both.
     *
     * @return null if it asks for none
     */
    @Nullable
    Reply exchange(Connection connection, Command command, int requestId, Call call, Deadline deadline) {
        var turn = new Turn(connection, command, requestId, call);
        Reply reply = null;
        ServerException refused = null;
        try {
            if (command.acknowledged()) {
                reply = connection.roundTrip(deadline, CancelToken.NONE);
                refused = ServerErrors.find(command, reply);
            } else {
                connection.send(deadline, CancelToken.NONE);
            }
        } catch (Throwable failure) {
            turn.failed(failure);
            throw failure;
        }
        if (refused != null) {
            turn.failed(turn.sensitive ? withoutReply(command, refused) : refused);
        } else if (reply == null) {
            turn.succeeded(UNACKNOWLEDGED);
        } else {
            turn.succeeded(turn.sensitive ? NOTHING : reply.document());
        }
        return reply;
    }

    /** One command on its way; told as it begins. */
    private final class Turn {
        final boolean sensitive;
        private final Command command;
        private final int requestId;
        private final int operationId;
        private final @Nullable Object context;
        private final ConnectionId id;
        private final CommandRecording recording;
        private final long startedNanos;

        Turn(Connection connection, Command command, int requestId, Call call) {
            // Before anything is told: who has heard of the beginning must hear of the end.
            long nowNanos = env.nanoTime();
            this.command = command;
            this.requestId = requestId;
            this.operationId = call.operationId();
            this.context = call.context().eventContext();
            this.id = connection.id();
            this.sensitive = isSensitive(command, connection);
            if (!listeners.isEmpty()) {
                var shown = sensitive ? NOTHING : connection.encodedCommand();
                var event = new CommandStartedEvent(
                        command.database(), command.name(), requestId, operationId, id, shown, context);
                listeners.publish(listener -> listener.started(event));
            }
            this.recording = CommandRecording.start();
            this.startedNanos = env.nanoTimeOr(nowNanos);
        }

        void succeeded(RawDocument reply) {
            recording.end(command.name(), command.database(), requestId, id, null);
            var event = new CommandSucceededEvent(
                    command.database(), command.name(), requestId, operationId, id, duration(), reply, context);
            listeners.publish(listener -> listener.succeeded(event));
        }

        void failed(Throwable failure) {
            recording.end(command.name(), command.database(), requestId, id, failure);
            var event = new CommandFailedEvent(
                    command.database(), command.name(), requestId, operationId, id, duration(), failure, context);
            listeners.publish(listener -> listener.failed(event));
        }

        private Duration duration() {
            return Duration.ofNanos(env.nanoTimeOr(startedNanos) - startedNanos);
        }
    }

    /** The same error with what tells its kind alone: what the server says may repeat what it was sent. */
    private static ServerException withoutReply(Command command, ServerException refused) {
        var kept = new Document("errmsg", "not shown, as the command carries secrets")
                .append("code", refused.code())
                .append("codeName", refused.codeName());
        var redacted = new CommandException(new ServerError(command.tried(), refused.server(), kept, NOTHING));
        refused.errorLabels().forEach(redacted::addErrorLabel);
        return redacted;
    }

    private static boolean isSensitive(Command command, Connection connection) {
        var name = command.name().toLowerCase(Locale.ROOT);
        return SENSITIVE.contains(name)
                || (GREETINGS.contains(name) && connection.encodedCommand().has("speculativeAuthenticate"));
    }
}
