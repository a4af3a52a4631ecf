package dev.morelia.internal.exec;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.CommandException;
import dev.morelia.error.ReportedError;
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
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.jfr.CommandRecording;
import dev.morelia.internal.operation.ReplyErrors;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publishes command events, the only place that does. Listeners run on the thread of the operation, outside every lock;
 * one that throws does not disturb the operation. Commands that contain secrets are shown without their fields.
 * Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/command-logging-and-monitoring/command-logging-and-monitoring.md">Command monitoring</a>
 */
public final class CommandEvents {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.command");
    private static final RawDocument NOTHING = RawDocument.of(new byte[] {5, 0, 0, 0, 0});

    /** The reply in events of an unacknowledged command. */
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

    /** They carry credentials only with speculative authentication; in lower case. */
    private static final Set<String> HANDSHAKES = Set.of("hello", "ismaster");

    private final Env env;
    private final Listeners<CommandListener> listeners;

    /** Publishes to these listeners. */
    public CommandEvents(Env env, List<CommandListener> listeners) {
        this.env = env;
        this.listeners = new Listeners<>(listeners, "command listener", LOGGER);
    }

    boolean isSilent() {
        return listeners.isEmpty() && !CommandRecording.isOn();
    }

    /**
     * Sends the encoded command, receives the reply unless the command is unacknowledged, and publishes the events.
     *
     * @return null if it is unacknowledged
     */
    @Nullable
    Reply exchange(Connection connection, Command command, int requestId, Call call, Deadline deadline) {
        var turn = new Turn(connection, command, requestId, call);
        Reply reply = null;
        ServerException rejected = null;
        try {
            if (command.acknowledged()) {
                reply = connection.roundTrip(deadline, CancelToken.NONE);
                rejected = ReplyErrors.find(command, reply);
            } else {
                connection.send(deadline, CancelToken.NONE);
            }
        } catch (Throwable failure) {
            turn.failed(failure);
            throw failure;
        }
        if (rejected != null) {
            turn.failed(turn.sensitive ? withoutReply(command, rejected) : rejected);
        } else if (reply == null) {
            turn.succeeded(UNACKNOWLEDGED);
        } else {
            turn.succeeded(turn.sensitive ? NOTHING : reply.document());
        }
        return reply;
    }

    /** One command on its way; publishes the event of its start. */
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
            // Before the first event: a listener that gets it must also get the last one.
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

    /** The same error without its message and reply, which may contain parts of the command. */
    private static ServerException withoutReply(Command command, ServerException rejected) {
        var kept = new Document("errmsg", "not shown, as the command contains secrets")
                .append("code", rejected.code())
                .append("codeName", rejected.codeName());
        var redacted = new CommandException(new ReportedError(command.tried(), rejected.server(), kept, NOTHING));
        rejected.errorLabels().forEach(ErrorNotes.of(redacted)::addErrorLabel);
        return redacted;
    }

    private static boolean isSensitive(Command command, Connection connection) {
        var name = command.name().toLowerCase(Locale.ROOT);
        return SENSITIVE.contains(name)
                || (HANDSHAKES.contains(name) && connection.encodedCommand().has("speculativeAuthenticate"));
    }
}
