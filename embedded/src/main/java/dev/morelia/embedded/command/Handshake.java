package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.BackendCodec;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.internal.protocol.WireVersion;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/**
 * The commands with which a client learns about the server. They reply like a standalone of {@link #VERSION}, whose
 * wire version does not imply commands that are not supported here.
 */
final class Handshake {

    private static final String VERSION = "6.0.0";
    private static final int MAX_MESSAGE_BYTES = 48_000_000;
    private static final int SESSION_TIMEOUT_MINUTES = 30;

    private final Dispatcher dispatcher;

    Handshake(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    List<Command> commands() {
        return List.of(
                hello("hello"),
                hello("isMaster"),
                hello("ismaster"),
                Command.unlocked("ping", request -> new Document()),
                Command.unlocked("buildInfo", request -> buildInfo()),
                Command.unlocked("hostInfo", request -> hostInfo()),
                Command.unlocked("listCommands", request -> listCommands()),
                Command.unlocked("connectionStatus", request -> connectionStatus(), "showPrivileges"),
                Command.unlocked("whatsmyuri", request -> new Document("you", "127.0.0.1")),
                Command.unlocked("endSessions", request -> new Document()),
                Command.unlocked("refreshSessions", request -> new Document()),
                Command.unlocked("killSessions", request -> new Document()),
                Command.unlocked("startSession", request -> startSession()),
                Command.unlocked(
                        "getParameter",
                        Handshake::getParameter,
                        parameters().keySet().toArray(String[]::new)),
                Command.unlocked("commitTransaction", Handshake::noTransactions, "autocommit", "recoveryToken"),
                Command.unlocked("abortTransaction", Handshake::noTransactions, "autocommit", "recoveryToken"));
    }

    private static Command hello(String name) {
        return Command.unlocked(
                name,
                Handshake::hello,
                "helloOk",
                "client",
                "compression",
                "loadBalanced",
                "saslSupportedMechs",
                "speculativeAuthenticate",
                "topologyVersion",
                "maxAwaitTimeMS",
                "hostInfo",
                "backpressure");
    }

    private static Document hello(Request request) {
        if (request.arguments().has("topologyVersion") || request.arguments().has("maxAwaitTimeMS")) {
            throw CommandFailure.unsupported("awaitable hello (its replies have no topologyVersion)");
        }
        var reply = new Document();
        if (request.arguments().flag("helloOk", false)) {
            reply.append("helloOk", true);
        }
        return reply.append(request.name().equals("hello") ? "isWritablePrimary" : "ismaster", true)
                .append("maxBsonObjectSize", Writes.MAX_DOCUMENT_BYTES)
                .append("maxMessageSizeBytes", MAX_MESSAGE_BYTES)
                .append("maxWriteBatchSize", Writes.MAX_BATCH)
                .append("localTime", Instant.now())
                .append("logicalSessionTimeoutMinutes", SESSION_TIMEOUT_MINUTES)
                .append("connectionId", request.connectionId())
                .append("minWireVersion", 0)
                .append("maxWireVersion", WireVersion.SERVER_6_0)
                .append("readOnly", false);
    }

    private static Document buildInfo() {
        return new Document("version", VERSION)
                .append("gitVersion", "none")
                .append("modules", List.of("EmbeddedServer"))
                .append("versionArray", List.of(6, 0, 0, 0))
                .append("bits", 64)
                .append("debug", false)
                .append("maxBsonObjectSize", Writes.MAX_DOCUMENT_BYTES)
                .append("storageEngines", List.of("memory"));
    }

    private static Document hostInfo() {
        return new Document(
                        "system",
                        new Document("currentTime", Instant.now())
                                .append("hostname", "localhost")
                                .append("cpuArch", System.getProperty("os.arch"))
                                .append("numCores", Runtime.getRuntime().availableProcessors()))
                .append(
                        "os",
                        new Document("type", System.getProperty("os.name"))
                                .append("version", System.getProperty("os.version")));
    }

    private Document listCommands() {
        var commands = new Document();
        new TreeMap<>(dispatcher.commands())
                .forEach((name, command) -> commands.append(
                        name,
                        new Document("help", "").append("requiresAuth", false).append("secondaryOk", true)));
        return new Document("commands", commands);
    }

    private static Document connectionStatus() {
        return new Document(
                "authInfo", new Document("authenticatedUsers", List.of()).append("authenticatedUserRoles", List.of()));
    }

    private static Document startSession() {
        return new Document("id", new Document("id", BackendCodec.randomUuid()))
                .append("timeoutMinutes", SESSION_TIMEOUT_MINUTES);
    }

    private static Document parameters() {
        return new Document("featureCompatibilityVersion", new Document("version", "6.0"))
                .append("enableTestCommands", false)
                .append("requireApiVersion", false);
    }

    private static Document getParameter(Request request) {
        request.requireAdmin();
        var parameters = parameters();
        if (!"*".equals(request.arguments().value("getParameter"))) {
            parameters.keySet().retainAll(request.arguments().body().keySet());
        }
        if (parameters.isEmpty()) {
            throw CommandFailure.invalidOptions("no option found to get");
        }
        return parameters;
    }

    private static Document noTransactions(Request request) {
        throw Dispatcher.transactionsNeedReplicaSet();
    }
}
