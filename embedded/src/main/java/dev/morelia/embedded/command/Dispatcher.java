package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.embedded.store.Namespace;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.BackendCodec;
import dev.morelia.embedded.value.CommandFailure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds the command of a request, checks the common fields, and writes the reply. Commands that access data run one at
 * a time under one fair lock, because the code below is not thread-safe; the reply is also encoded under it, because it
 * may contain stored documents. The handshake does not wait for the lock.
 */
final class Dispatcher {

    private static final Map<String, String> ALIASES = Map.of(
            "findandmodify", "findAndModify",
            "buildinfo", "buildInfo",
            "collstats", "collStats",
            "dbstats", "dbStats",
            "deleteIndexes", "dropIndexes",
            "getmore", "getMore");

    private static final Set<String> WITH_WRITE_CONCERN = Set.of(
            "insert",
            "update",
            "delete",
            "findAndModify",
            "create",
            "createIndexes",
            "drop",
            "dropDatabase",
            "dropIndexes",
            "renameCollection",
            "aggregate");

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Map<String, Command> commands = new HashMap<>();

    Dispatcher() {
        var storage = new Storage();
        var cursors = new Cursors();
        register(new Handshake(this).commands());
        register(new Reads(storage, cursors).commands());
        register(new Writes(storage).commands());
        register(List.of(new FindAndModify(storage).command()));
        register(new Catalog(storage, cursors).commands());
        register(new Indexes(storage, cursors).commands());
        register(cursors.commands());
    }

    private void register(List<Command> some) {
        some.forEach(command -> commands.put(command.name(), command));
    }

    Map<String, Command> commands() {
        return commands;
    }

    /**
     * Runs a command and writes its reply, one document, at the output's position.
     *
     * @param body the whole command, including document sequences
     */
    void run(int connectionId, String database, RawDocument body, BsonOutput reply) {
        int start = reply.position();
        try {
            var request = Request.of(connectionId, database, BackendCodec.decode(body));
            var command = find(request);
            if (!command.locked()) {
                BackendCodec.encode(reply, reply(command, request));
                return;
            }
            lock.lock();
            try {
                BackendCodec.encode(reply, reply(command, request));
            } finally {
                lock.unlock();
            }
        } catch (RuntimeException e) {
            reply.position(start);
            BackendCodec.encode(reply, ErrorReply.of(e).toReply());
        }
    }

    /** Runs a command received as OP_QUERY: modern servers accept only the handshake that way. */
    void runLegacy(int connectionId, String database, RawDocument body, BsonOutput reply) {
        if (body.has("hello") || body.has("isMaster") || body.has("ismaster")) {
            run(connectionId, database, body, reply);
            return;
        }
        var failure = new CommandFailure(
                352,
                "UnsupportedOpQueryCommand",
                "Unsupported OP_QUERY command. The client driver may require an upgrade.");
        BackendCodec.encode(reply, ErrorReply.of(failure).toReply());
    }

    private Command find(Request request) {
        var name = ALIASES.getOrDefault(request.name(), request.name());
        var command = commands.get(name);
        if (command == null) {
            throw new CommandFailure(
                    59,
                    "CommandNotFound",
                    "EmbeddedServer does not support '" + request.name() + "'; use a real mongod (dev/mongod) for it");
        }
        return command;
    }

    private static Document reply(Command command, Request request) {
        Namespace.checkDatabase(request.database());
        checkTransaction(request);
        var known = new HashSet<>(command.fields());
        known.add(request.name());
        request.arguments().checkKnown(known);
        checkReadConcern(request);
        if (WITH_WRITE_CONCERN.contains(command.name())) {
            checkWriteConcern(request);
        }
        return command.handler().run(request).append("ok", 1.0);
    }

    private static void checkTransaction(Request request) {
        if (request.arguments().has("startTransaction") || request.arguments().has("autocommit")) {
            throw transactionsNeedReplicaSet();
        }
    }

    static CommandFailure transactionsNeedReplicaSet() {
        return new CommandFailure(
                20, "IllegalOperation", "Transaction numbers are only allowed on a replica set member or mongos");
    }

    private static void checkReadConcern(Request request) {
        var concern = request.arguments().document("readConcern");
        if (concern.containsKey("afterClusterTime") || concern.containsKey("atClusterTime")) {
            throw new CommandFailure(
                    123, "NotAReplicaSet", "node needs to be a replica set member to use read concern");
        }
        switch (String.valueOf(concern.getOrDefault("level", "local"))) {
            case "local", "majority", "available" -> {}
            case "linearizable", "snapshot" ->
                throw new CommandFailure(
                        123, "NotAReplicaSet", "node needs to be a replica set member to use read concern");
            default ->
                throw CommandFailure.failedToParse(
                        "readConcern.level must be either 'local', 'majority', 'linearizable', "
                                + "'available', or 'snapshot'");
        }
    }

    private static void checkWriteConcern(Request request) {
        var w = request.arguments().document("writeConcern").get("w");
        if (w instanceof Number number && number.longValue() > 1) {
            throw CommandFailure.badValue("cannot use 'w' > 1 when a host is not replicated");
        }
        if (w instanceof String tag && !tag.equals("majority")) {
            throw CommandFailure.badValue(
                    "cannot use non-majority 'w' mode \"" + tag + "\" when a host is not a member of a replica set");
        }
    }
}
