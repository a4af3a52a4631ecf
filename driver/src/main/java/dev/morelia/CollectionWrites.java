package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.exec.BulkWrite;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.operation.DeleteStatement;
import dev.morelia.internal.operation.FindAndModify;
import dev.morelia.internal.operation.InsertStatement;
import dev.morelia.internal.operation.ServerErrors;
import dev.morelia.internal.operation.UpdateStatement;
import dev.morelia.internal.operation.Write;
import dev.morelia.internal.operation.WriteHeader;
import dev.morelia.internal.operation.WriteKind;
import dev.morelia.internal.operation.WriteReply;
import dev.morelia.internal.operation.WriteStatement;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The writing verbs of a collection: checks arguments, executes, and turns replies into results. */
final class CollectionWrites<T> {
    private final Executor executor;
    private final ExecutionContext context;
    private final Namespace namespace;
    private final Codec<T> codec;

    CollectionWrites(MongoCollection<T> collection) {
        this.executor = collection.core().executor();
        this.context = collection.context();
        this.namespace = collection.namespace();
        this.codec = collection.codec();
    }

    InsertOneResult insertOne(T document, Document fields) {
        Argument.notNull("document", document);
        var statement = new InsertStatement<>(document, codec);
        WriteReply reply = single(WriteKind.INSERT, statement, fields);
        return new InsertOneResult(reply != null, statement.id());
    }

    InsertManyResult insertMany(List<? extends T> documents, Document fields) {
        Argument.notNull("documents", documents);
        var statements = new ArrayList<InsertStatement<T>>(documents.size());
        for (T document : documents) {
            Argument.notNull("documents[" + statements.size() + "]", document);
            statements.add(new InsertStatement<>(document, codec));
        }
        Argument.notEmpty("documents", statements);
        boolean ordered = fields.bool("ordered", true);
        var bulk = new BulkWrite(executor, context, namespace, ordered, fields);
        bulk.addInserts(statements);
        BulkWriteResult result = bulk.execute();
        Map<Integer, Object> ids = new LinkedHashMap<>();
        for (int i = 0; i < statements.size(); i++) {
            ids.put(i, statements.get(i).id());
        }
        return new InsertManyResult(result.acknowledged(), ids);
    }

    UpdateResult update(Document filter, Consumer<BsonOutput> update, boolean multi, Document fields) {
        Argument.notNull("filter", filter);
        WriteReply reply = single(WriteKind.UPDATE, new UpdateStatement(filter, update, multi, fields), fields);
        if (reply == null) {
            return new UpdateResult(false, 0, 0, null);
        }
        Object upsertedId =
                reply.upserted().isEmpty() ? null : reply.upserted().get(0).field("_id");
        long matched = reply.count() - reply.upserted().size();
        return new UpdateResult(true, matched, reply.modifiedCount(), upsertedId);
    }

    DeleteResult delete(Document filter, boolean multi, Document fields) {
        Argument.notNull("filter", filter);
        WriteReply reply = single(WriteKind.DELETE, new DeleteStatement(filter, multi, fields), fields);
        return reply == null ? new DeleteResult(false, 0) : new DeleteResult(true, reply.count());
    }

    Optional<T> findAndModify(Document filter, @Nullable Consumer<BsonOutput> update, Document fields) {
        Argument.notNull("filter", filter);
        RawDocument found = executor.execute(new FindAndModify(namespace, filter, update, fields), context);
        return found == null ? Optional.empty() : Optional.of(found.decode(codec));
    }

    BulkWriteResult bulkWrite(List<? extends WriteModel<? extends T>> models, Document fields) {
        Argument.notEmpty("models", models);
        var bulk = new BulkWrite(executor, context, namespace, fields.bool("ordered", true), fields);
        Map<Integer, InsertStatement<T>> inserts = new LinkedHashMap<>();
        int index = 0;
        for (WriteModel<? extends T> model : models) {
            add(model, bulk, inserts, index++);
        }
        return bulk.execute(inserts);
    }

    private void add(
            WriteModel<? extends T> model, BulkWrite bulk, Map<Integer, InsertStatement<T>> inserts, int index) {
        switch (model) {
            case WriteModel.InsertOne<? extends T>(T document) -> {
                var insert = new InsertStatement<>(document, codec);
                inserts.put(index, insert);
                bulk.add(WriteKind.INSERT, insert);
            }
            case WriteModel.UpdateOne<? extends T>(var filter, var update, var options) ->
                bulk.add(WriteKind.UPDATE, new UpdateStatement(filter, out -> out.value(update), false, options.fields()));
            case WriteModel.UpdateMany<? extends T>(var filter, var update, var options) ->
                bulk.add(WriteKind.UPDATE, new UpdateStatement(filter, out -> out.value(update), true, options.fields()));
            case WriteModel.ReplaceOne<? extends T>(var filter, T replacement, var options) -> {
                var written = UpdateValues.replacement(replacement, codec);
                bulk.add(WriteKind.UPDATE, new UpdateStatement(filter, written, false, options.fields()));
            }
            case WriteModel.DeleteOne<? extends T>(var filter, var options) ->
                bulk.add(WriteKind.DELETE, new DeleteStatement(filter, false, options.fields()));
            case WriteModel.DeleteMany<? extends T>(var filter, var options) ->
                bulk.add(WriteKind.DELETE, new DeleteStatement(filter, true, options.fields()));
        }
    }

    /** Sends one statement; null when the write concern asks for no acknowledgement. */
    private @Nullable WriteReply single(WriteKind kind, WriteStatement statement, Document fields) {
        boolean acknowledged = context.writeConcern().isAcknowledged();
        var header = new WriteHeader(namespace, kind, true, acknowledged, fields);
        var write = new Write(header, List.of(statement), 0);
        if (!acknowledged) {
            executor.send(write, context);
            return null;
        }
        WriteReply reply = executor.execute(write, context);
        ServerErrors.checkWrite(kind.commandName(), reply);
        return reply;
    }
}
