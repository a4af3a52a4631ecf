package dev.morelia.internal.verify;

import dev.morelia.error.AuthenticationException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.net.Transport;
import dev.morelia.internal.net.TransportException;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.internal.sdam.ApplicationError;
import dev.morelia.internal.sdam.HelloReply;
import dev.morelia.internal.sdam.RoundTripTimes;
import dev.morelia.internal.topology.Problems;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Step;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Probes step by step whether a host can be used, over a separate connection. {@link #run} is for one thread; its
 * results may be read by others once that thread has ended.
 */
final class HostProbe {
    private final Env env;
    private final ConnectionFactory connections;
    private final ServerAddress address;
    private final Deadline deadline;
    private final CancelToken token = new CancelToken();
    private final Steps steps;
    private @Nullable OutOfMemoryError noThread;
    private @Nullable ServerDescription description;
    private Privileges privileges = Privileges.ALL;

    HostProbe(Env env, ConnectionFactory connections, ServerAddress address, Deadline deadline) {
        this.env = env;
        this.connections = connections;
        this.address = address;
        this.deadline = deadline;
        this.steps = new Steps(env, failure -> reason(failure, address));
    }

    ServerAddress address() {
        return address;
    }

    /** Cancels the probe, whatever it is waiting for. Thread-safe. */
    void cancel() {
        token.cancel();
    }

    /** The steps tried, in order. */
    List<Step> steps() {
        return steps.all();
    }

    /** The failure that ended the probe; null if it succeeded. */
    @Nullable
    Throwable failure() {
        return noThread == null ? steps.failure() : noThread;
    }

    /** Records that no thread could be started for the probe, so nothing was tried. */
    void notStarted(OutOfMemoryError failedStart) {
        noThread = failedStart;
    }

    /** Whether the proxy was the last thing tried. It may only have timed out, which alone does not tell. */
    boolean endedAtProxy() {
        return !steps().isEmpty() && steps().getLast().action() == Action.PROXY;
    }

    /** The failure as a message. */
    String message() {
        if (steps().isEmpty()) {
            return "it was not tried because no thread could be started: " + failure();
        }
        Step last = steps().getLast();
        return last.action() + " failed: " + last.detail();
    }

    /** The server's description of itself; null if the probe did not get that far. */
    @Nullable
    ServerDescription description() {
        return description;
    }

    /** What the user may do; everything as long as nothing else is known. */
    Privileges privileges() {
        return privileges;
    }

    void run() {
        if (!address.isUnixSocket() && !steps.tried(Action.LOOK_UP, this::lookUp)) {
            return;
        }
        var opened = new Connection[1];
        try {
            boolean ignored = steps.tried(Action.CONNECT, () -> {
                        opened[0] = connections.connect(address, 0, deadline, token);
                        return "";
                    })
                    && performed(Transport.Step.PROXY, Action.PROXY, opened)
                    && performed(Transport.Step.TLS, Action.TLS, opened)
                    && steps.tried(Action.HELLO, () -> hello(opened[0]))
                    && authenticated(opened[0])
                    && steps.tried(Action.PING, () -> ping(opened[0]))
                    && accessible(opened[0]);
        } finally {
            if (opened[0] != null) {
                opened[0].close();
            }
        }
    }

    private boolean performed(Transport.Step step, Action action, Connection[] opened) {
        return !opened[0].requires(step)
                || steps.tried(action, () -> {
                    connections.perform(step, opened[0], deadline, token);
                    return "";
                });
    }

    private String lookUp() throws TransportException {
        return connections.lookUp(address, deadline, token).stream()
                .map(HostProbe::numbers)
                .collect(Collectors.joining(", "));
    }

    private static String numbers(SocketAddress remote) {
        return remote instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : remote.toString();
    }

    private String hello(Connection connection) {
        connections.handshake(connection, deadline, token);
        var server = HelloReply.describe(address, connection.takeHello(), RoundTripTimes.NONE, env.nanoTime());
        description = server;
        if (server.type() == ServerType.UNKNOWN) {
            return String.valueOf(server.error());
        }
        String setName = server.member().setName();
        return server.type().specName() + (setName == null ? "" : " of " + setName) + ", wire version "
                + server.maxWireVersion();
    }

    private boolean authenticated(Connection connection) {
        return connection.identity() == null
                || steps.tried(Action.AUTHENTICATE, () -> {
                    connections.authenticate(connection, deadline, token);
                    return String.valueOf(connection.identity());
                });
    }

    private String ping(Connection connection) {
        var command = Command.of("ping", "admin", output -> output.int32("ping", 1));
        var reply = connection.roundTrip(command, connections.apiFields(), deadline, token);
        var error = ReplyErrors.find(command, reply);
        if (error != null) {
            throw error;
        }
        return "";
    }

    /** Whether the server lets the client do anything; arbiters know no users and let nobody read anything. */
    private boolean accessible(Connection connection) {
        return connection.facts().type() == ServerType.RS_ARBITER
                || steps.tried(
                        Action.ACCESS,
                        () -> connection.identity() == null ? access(connection) : userAccess(connection));
    }

    /** One that has authenticated may still lack every privilege. An error says nothing about that. */
    private String userAccess(Connection connection) throws MissingPrivileges {
        var command = Command.of("connectionStatus", "admin", output -> {
            output.int32("connectionStatus", 1);
            output.bool("showPrivileges", true);
        });
        var reply = connection.roundTrip(command, connections.apiFields(), deadline, token);
        if (ReplyErrors.find(command, reply) == null) {
            privileges = Privileges.of(reply.document());
        }
        if (privileges.equals(Privileges.NONE)) {
            throw new MissingPrivileges(privileges.toString());
        }
        return privileges.equals(Privileges.ALL) ? "" : privileges.toString();
    }

    /** The user has authenticated and may neither read nor write. */
    static final class MissingPrivileges extends Exception {
        private static final long serialVersionUID = 1L;

        MissingPrivileges(String message) {
            super(message);
        }
    }

    /**
     * A server replies to a ping without authentication, so a ping proves nothing. A server that has no user yet also
     * lists databases to a client on the same machine, but does not let it read them.
     */
    private String access(Connection connection) {
        var command = Command.of("find", new Target("admin", "system.version"), output -> {
            output.string("find", "system.version");
            output.int32("limit", 1);
            output.bool("singleBatch", true);
        });
        var reply = connection.roundTrip(command, connections.apiFields(), deadline, token);
        var error = ReplyErrors.find(command, reply);
        if (error != null && Problems.requiresAuthentication(error)) {
            throw error;
        }
        return "";
    }

    /** The message of the root cause: the others repeat what the step and the host already say. */
    private static String reason(Throwable failure, ServerAddress address) {
        if (failure instanceof AuthenticationException) {
            return String.valueOf(failure.getMessage());
        }
        Throwable origin = ApplicationError.origin(failure);
        String message = origin.getMessage();
        if (origin instanceof UnknownHostException) {
            return "DNS does not know " + address.host();
        }
        return message == null || message.isBlank() ? origin.getClass().getSimpleName() : message;
    }
}
