package dev.morelia.internal.operation;

import dev.morelia.bson.Code;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.settings.Namespace;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands that consist of a name, a value and some fields: on databases, collections and indexes. */
public final class Administration {
    private static final Set<Integer> NAMESPACE_NOT_FOUND = Set.of(ErrorCode.NAMESPACE_NOT_FOUND.number());

    private static final Document INLINE = new Document("inline", 1);

    private Administration() {}

    /** A caller's own command, sent as it is; the result is its whole reply. */
    public static Operation<Document> command(String database, Document command) {
        return command(database, command, RawDocument::toDocument);
    }

    /**
     * A command, sent as it is.
     *
     * @param meaning of its reply; throws a {@link dev.morelia.bson.BsonException} for a malformed one
     */
    public static <R> Operation<R> command(String database, Document command, Function<RawDocument, R> meaning) {
        return new Parsed<>(
                new Plain(OperationKind.COMMAND, database, command, Set.of()),
                reply -> meaning.apply(reply.document()));
    }

    /** A caller's own command whose reply carries a cursor. */
    public static Operation<CursorBatch> cursorCommand(String database, Document command) {
        return cursor(new Plain(OperationKind.COMMAND, database, command, Set.of()));
    }

    /** {@code create}. */
    public static Operation<RawDocument> createCollection(Namespace namespace, Document fields) {
        return write(namespace.database(), "create", namespace.collection(), fields);
    }

    /** {@code drop}; a collection that does not exist is no error. */
    public static Operation<RawDocument> drop(Namespace namespace, Document fields) {
        Document command = new Document("drop", namespace.collection());
        command.putAll(fields);
        return new Plain(OperationKind.WRITE, namespace.database(), command, NAMESPACE_NOT_FOUND);
    }

    /** {@code dropDatabase}. */
    public static Operation<RawDocument> dropDatabase(String database) {
        return write(database, "dropDatabase", 1, new Document());
    }

    /** {@code renameCollection}, which runs on the admin database. */
    public static Operation<RawDocument> rename(Namespace from, Namespace to, Document fields) {
        Document command = new Document("to", to.toString());
        command.putAll(fields);
        return write("admin", "renameCollection", from.toString(), command);
    }

    /** {@code listDatabases}. */
    public static Operation<List<RawDocument>> listDatabases(Document fields) {
        Document command = new Document("listDatabases", 1);
        command.putAll(fields);
        return new Parsed<>(
                new Plain(OperationKind.LISTING, "admin", command, Set.of()),
                reply -> RequiredFields.documents(reply.document(), "databases"));
    }

    /** {@code listDatabases} for the names alone. */
    public static Operation<List<String>> listDatabaseNames(Document fields) {
        Document command = new Document("listDatabases", 1);
        command.putAll(fields);
        command.append("nameOnly", true);
        return new Parsed<>(
                new Plain(OperationKind.LISTING, "admin", command, Set.of()),
                reply -> RequiredFields.names(reply.document(), "databases"));
    }

    /** {@code listCollections}. */
    public static Operation<CursorBatch> listCollections(String database, Document fields) {
        return cursor(database, new Document("listCollections", 1), fields, Set.of());
    }

    /** {@code listIndexes}; a collection that does not exist has none. */
    public static Operation<CursorBatch> listIndexes(Namespace namespace, Document fields) {
        Document command = new Document("listIndexes", namespace.collection());
        return cursor(namespace.database(), command, fields, NAMESPACE_NOT_FOUND);
    }

    /** {@code createIndexes} of index specifications that all carry their {@code key} and {@code name}. */
    public static Operation<RawDocument> createIndexes(Namespace namespace, List<Document> indexes, Document fields) {
        Document command = new Document("indexes", indexes);
        command.putAll(fields);
        return write(namespace.database(), "createIndexes", namespace.collection(), command);
    }

    /**
     * {@code dropIndexes} of one index by name or key pattern, or of all by {@code "*"}; a collection that does not
     * exist is no error.
     */
    public static Operation<RawDocument> dropIndexes(Namespace namespace, Object index, Document fields) {
        Document command = new Document("dropIndexes", namespace.collection()).append("index", index);
        command.putAll(fields);
        return new Plain(OperationKind.WRITE, namespace.database(), command, NAMESPACE_NOT_FOUND);
    }

    /** {@code mapReduce}; gives its results, none if they are stored in a collection. */
    public static Operation<List<RawDocument>> mapReduce(
            Namespace namespace, String map, String reduce, Document fields) {
        Document command = new Document("mapReduce", namespace.collection())
                .append("map", new Code(map))
                .append("reduce", new Code(reduce))
                .append("out", INLINE);
        command.putAll(fields);
        boolean inline = command.get("out") instanceof Document out && out.containsKey("inline");
        var kind = inline ? OperationKind.QUERY_ONCE : OperationKind.WRITE;
        return new Parsed<>(
                new Plain(kind, namespace.database(), command, Set.of()),
                reply -> inline ? RequiredFields.documents(reply.document(), "results") : List.of());
    }

    /**
     * {@code commitTransaction} or {@code abortTransaction}; the session adds which transaction, and the write concern.
     *
     * @param recoveryToken what another mongos needs to end the transaction, or null
     */
    public static Operation<RawDocument> transactionEnd(
            String commandName, long maxTimeMillis, @Nullable RawDocument recoveryToken) {
        Document command = new Document(commandName, 1);
        if (maxTimeMillis > 0) {
            command.append("maxTimeMS", maxTimeMillis);
        }
        if (recoveryToken != null) {
            command.append("recoveryToken", recoveryToken);
        }
        return new Plain(OperationKind.TRANSACTION_END, "admin", command, Set.of());
    }

    /** {@code createSearchIndexes}; gives their names. */
    public static Operation<List<String>> createSearchIndexes(Namespace namespace, List<Document> indexes) {
        Document command = new Document("createSearchIndexes", namespace.collection()).append("indexes", indexes);
        return command(namespace.database(), command, reply -> RequiredFields.names(reply, "indexesCreated"));
    }

    /** The search index commands that change or drop one, which take no write concern. */
    public static Operation<RawDocument> searchIndexes(Namespace namespace, String commandName, Document fields) {
        Document command = new Document(commandName, namespace.collection());
        command.putAll(fields);
        Set<Integer> tolerated = commandName.equals("dropSearchIndex") ? NAMESPACE_NOT_FOUND : Set.of();
        return new Plain(OperationKind.COMMAND, namespace.database(), command, tolerated);
    }

    private static Operation<RawDocument> write(String database, String name, Object value, Document fields) {
        Document command = new Document(name, value);
        command.putAll(fields);
        return new Plain(OperationKind.WRITE, database, command, Set.of());
    }

    private static Operation<CursorBatch> cursor(
            String database, Document command, Document fields, Set<Integer> toleratedCodes) {
        Document cursor = new Document();
        if (fields.get("batchSize") != null) {
            cursor.append("batchSize", fields.get("batchSize"));
        }
        command.append("cursor", cursor);
        fields.forEach((name, value) -> {
            if (!name.equals("batchSize")) {
                command.append(name, value);
            }
        });
        return cursor(new Plain(OperationKind.LISTING, database, command, toleratedCodes));
    }

    private static Operation<CursorBatch> cursor(Plain plain) {
        return new Parsed<>(
                plain,
                reply -> plain.tolerates().test(reply.document())
                        ? CursorBatch.empty(reply.server())
                        : CursorBatch.parse(reply, "firstBatch"));
    }

    /** @param toleratedCodes error codes that mean there was nothing to do */
    private record Plain(OperationKind kind, String database, Document command, Set<Integer> toleratedCodes)
            implements Operation<RawDocument> {
        @Override
        public String commandName() {
            return command.firstEntry().getKey();
        }

        /** Without the command, which may contain a password. */
        @Override
        public String toString() {
            return commandName() + " on " + database;
        }

        @Override
        public Command build(Limits limits) {
            return Command.of(commandName(), target(), out -> write(out, limits));
        }

        @Override
        public long maxTimeMillis() {
            return kind == OperationKind.COMMAND ? 0 : Fields.maxTimeMillis(command);
        }

        /** A caller's own limit stands, and a server rejects one for the next batch of most cursors. */
        @Override
        public boolean takesMaxTime() {
            return kind != OperationKind.COMMAND
                    || !(command.containsKey("maxTimeMS") || commandName().equals("getMore"));
        }

        /** The first value of a caller's own command may be anything, a user's name for one. */
        @Override
        public Target target() {
            boolean known = kind != OperationKind.COMMAND || commandName().contains("SearchIndex");
            return known && !isRename() && command.firstEntry().getValue() instanceof String collection
                    ? new Target(database, collection)
                    : Target.of(database);
        }

        /** It goes to the admin database, and is about another one. */
        private boolean isRename() {
            return commandName().equals("renameCollection") && kind != OperationKind.COMMAND;
        }

        @Override
        public String tried() {
            Object first = command.firstEntry().getValue();
            return isRename() ? commandName() + " on " + first : target().tried(commandName());
        }

        @Override
        public boolean takesSession() {
            return Stream.of("lsid", "endSessions", "killSessions").noneMatch(command::containsKey);
        }

        /** A caller's own command goes out as it is. */
        private void write(BsonOutput out, Limits limits) {
            if (kind == OperationKind.COMMAND) {
                Fields.writeAll(out, command);
            } else {
                Fields.write(out, limits, command);
            }
        }

        @Override
        public Predicate<RawDocument> tolerates() {
            return reply -> toleratedCodes.contains(reply.int32("code", 0));
        }

        @Override
        public RawDocument parse(Reply reply) {
            if (kind.takesWriteConcern()) {
                ReplyErrors.checkWriteConcern(tried(), kind, reply);
            }
            return reply.document();
        }
    }

    private record Parsed<R>(Plain plain, Function<Reply, R> meaning) implements Operation<R> {
        @Override
        public String commandName() {
            return plain.commandName();
        }

        @Override
        public Target target() {
            return plain.target();
        }

        @Override
        public OperationKind kind() {
            return plain.kind;
        }

        @Override
        public boolean takesSession() {
            return plain.takesSession();
        }

        @Override
        public long maxTimeMillis() {
            return plain.maxTimeMillis();
        }

        @Override
        public boolean takesMaxTime() {
            return plain.takesMaxTime();
        }

        @Override
        public Command build(Limits limits) {
            return plain.build(limits);
        }

        @Override
        public Predicate<RawDocument> tolerates() {
            return plain.tolerates();
        }

        @Override
        public R parse(Reply reply) {
            return meaning.apply(reply);
        }
    }
}
