package dev.morelia.internal.copy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.client.CollectionWrites;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.Operation;
import dev.morelia.options.FindOptions;
import dev.morelia.options.TimeoutMode;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The database that is copied, or the one that it is copied to.
 *
 * @param core the client
 * @param context how operations are executed
 * @param database the name
 */
public record CopySide(Core core, ExecutionContext context, String database) {
    private static final Codec<RawDocument> RAW = CodecRegistry.standard().documentCodec(RawDocument.class);

    /** The same on other threads: without session. */
    CopySide apart() {
        return new CopySide(core, context.withoutSession(), database);
    }

    Namespace namespace(String collection) {
        return new Namespace(database, collection);
    }

    /** Its collections and views but those of the system. */
    List<SourceCollection> collections() {
        var listed = list(Administration.listCollections(database, OptionFields.NONE));
        return SourceCollection.of(listed);
    }

    /** Reads all documents of a short list. */
    List<RawDocument> list(Operation<CursorBatch> operation) {
        var found = new ArrayList<RawDocument>();
        read(operation, batch -> {
            batch.forEach(document -> found.add(document.copy()));
            return true;
        });
        return found;
    }

    /**
     * Reads documents batch by batch. A timeout is that of each batch.
     *
     * @param consumer gets views of one batch; returns whether it wants the next one
     */
    void read(Operation<CursorBatch> operation, Predicate<List<RawDocument>> consumer) {
        var options = new FindOptions();
        var getMore =
                GetMoreOptions.of(context.timeout() == null ? options : options.timeoutMode(TimeoutMode.ITERATION));
        try (var batches = core.open(operation, context, getMore)) {
            List<RawDocument> documents = documents(batches.batch());
            while ((documents.isEmpty() || consumer.test(documents)) && batches.hasMore()) {
                documents = documents(batches.fetch(false, documents.size()));
            }
        }
    }

    private static List<RawDocument> documents(CursorBatch batch) {
        var documents = new ArrayList<RawDocument>();
        BsonInput input = batch.documents();
        while (input.next() != null) {
            documents.add(input.rawDocument());
        }
        return documents;
    }

    /** Writes to a collection of this database. */
    CollectionWrites<RawDocument> writes(String collection) {
        return new CollectionWrites<>(core.executor(), context, namespace(collection), RAW);
    }

    void create(String collection, Document options) {
        core.execute(Administration.createCollection(namespace(collection), options), context);
    }

    void drop(String collection) {
        core.execute(Administration.drop(namespace(collection), OptionFields.NONE), context);
    }
}
