package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.exec.Admission;
import dev.morelia.internal.exec.BulkWrite;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.exec.InsertStream;
import dev.morelia.internal.operation.FindAndModify;
import dev.morelia.internal.operation.write.DeleteStatement;
import dev.morelia.internal.operation.write.InsertStatement;
import dev.morelia.internal.operation.write.UpdateStatement;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteErrors;
import dev.morelia.internal.operation.write.WriteHeader;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.operation.write.WriteReply;
import dev.morelia.internal.operation.write.WriteStatement;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.ReturnDocument;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.result.WriteResult;
import dev.morelia.settings.Namespace;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The write methods of a collection: checks arguments, executes operations, and converts replies to results. */
public final class CollectionWrites<T> {
    private final Executor executor;
    private final ExecutionContext context;
    private final Namespace namespace;
    private final Codec<T> codec;

    /** Creates the write methods of the collection with this namespace. */
    public CollectionWrites(Executor executor, ExecutionContext context, Namespace namespace, Codec<T> codec) {
        this.executor = executor;
        this.context = context;
        this.namespace = namespace;
        this.codec = codec;
    }

    public InsertOneResult insertOne(T document, Document fields) {
        Argument.notNull("document", document);
        var statement = new InsertStatement<>(document, codec);
        WriteReply reply = executor.execute(write(WriteKind.INSERT, statement, fields), executor.call(context));
        var result = new InsertOneResult(acknowledged(), statement.id());
        if (!acknowledged()) {
            return result;
        }
        requireWritten(WriteKind.INSERT, false, reply);
        return confirmed(WriteKind.INSERT, reply, result);
    }

    public InsertManyResult insertMany(Collection<? extends T> documents, InsertManyOptions options) {
        List<T> checked = Argument.notEmpty("documents", documents);
        try (var bulk = new BulkWrite(executor, context, namespace, "insert", options)) {
            checked.forEach(document -> bulk.add(WriteKind.INSERT, new InsertStatement<>(document, codec)));
            bulk.flush();
            return inserted(bulk.result(index -> WriteModel.insertOne(checked.get(index))));
        }
    }

    public InsertManyResult insertMany(Stream<? extends T> documents, InsertManyOptions options) {
        return insertMany(documents, options, null);
    }

    /** @param admission what each batch waits for before it is sent; null for nothing */
    public InsertManyResult insertMany(
            Stream<? extends T> documents, InsertManyOptions options, @Nullable Admission admission) {
        try (var inserts = new InsertStream<>(executor, context, namespace, codec, options, admission)) {
            return inserted(inserts.execute(documents));
        }
    }

    private static InsertManyResult inserted(BulkWriteResult result) {
        long count = result.acknowledged() ? result.insertedCount() : 0;
        return new InsertManyResult(result.acknowledged(), count, result.insertedIds());
    }

    public UpdateResult update(Document filter, Consumer<BsonOutput> update, boolean multi, Document fields) {
        checkNames(filter, fields);
        var statement = new UpdateStatement(filter, update, multi, fields);
        WriteReply reply = executor.execute(write(WriteKind.UPDATE, statement, fields), executor.call(context));
        if (!acknowledged()) {
            return UpdateResult.unacknowledged();
        }
        requireWritten(WriteKind.UPDATE, multi, reply);
        int upserted = reply.upserted().size();
        Object upsertedId = upserted == 0
                ? null
                : reply.upserted()
                        .getFirst()
                        .valueOrNull("_id", context.codecs().uuidRepresentation());
        long matched = reply.count() - upserted;
        return confirmed(
                WriteKind.UPDATE, reply, new UpdateResult(true, matched, reply.modifiedCount(), upserted, upsertedId));
    }

    public DeleteResult delete(Document filter, boolean multi, Document fields) {
        checkNames(filter, fields);
        var statement = new DeleteStatement(filter, multi, fields);
        WriteReply reply = executor.execute(write(WriteKind.DELETE, statement, fields), executor.call(context));
        if (!acknowledged()) {
            return DeleteResult.unacknowledged();
        }
        requireWritten(WriteKind.DELETE, multi, reply);
        return confirmed(WriteKind.DELETE, reply, new DeleteResult(true, reply.count()));
    }

    public Optional<T> findAndModify(
            Document filter, @Nullable Consumer<BsonOutput> update, ReturnDocument returned, Document fields) {
        checkNames(filter, fields);
        var findAndModify = new FindAndModify(namespace, filter, update, returned, acknowledged(), fields);
        return executor.execute(findAndModify, executor.call(context))
                .map(found -> Decoding.returned(found, codec, namespace, findAndModify.tried()));
    }

    public BulkWriteResult bulkWrite(List<? extends WriteModel<? extends T>> models, BulkWriteOptions options) {
        List<WriteModel<? extends T>> checked = Argument.notEmpty("models", models);
        try (var bulk = new BulkWrite(executor, context, namespace, "bulkWrite", options)) {
            var statements = new ModelStatements<>(codec);
            checked.forEach(model -> statements.add(model, bulk::add));
            bulk.flush();
            return bulk.result(checked::get);
        }
    }

    private void checkNames(Document filter, Document fields) {
        var names = StoredNames.of(codec);
        names.inFilter(Argument.notNull("filter", filter));
        names.inOptions(fields);
    }

    private boolean acknowledged() {
        return executor.isAcknowledged(context);
    }

    private Write write(WriteKind kind, WriteStatement statement, Document fields) {
        return Write.single(new WriteHeader(namespace, kind, true, acknowledged(), fields), statement);
    }

    private void requireWritten(WriteKind kind, boolean multi, WriteReply reply) {
        if (reply.writeErrors().isEmpty()) {
            return;
        }
        var failure = WriteErrors.statementFailure(tried(kind), reply);
        // Servers abort a transaction with the first write that fails.
        if (multi && !executor.isInTransaction(context)) {
            ErrorNotes.of(failure).ofManyDocuments();
        }
        throw failure;
    }

    /** Returns the result, unless the reply contains a write concern error. */
    private <R extends WriteResult> R confirmed(WriteKind kind, WriteReply reply, R result) {
        if (reply.writeConcernError() != null) {
            WriteErrors.checkWriteConcern(tried(kind), reply, result);
        }
        return result;
    }

    private String tried(WriteKind kind) {
        return Target.of(namespace).tried(kind.commandName());
    }
}
