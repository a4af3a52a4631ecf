package dev.morelia.tools.transfer;

import static dev.morelia.builder.Filters.and;
import static dev.morelia.builder.Filters.eq;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the documents of batches, and counts what became of them. Thread-safe. */
final class Writes {
    private static final int DUPLICATE_KEY = 11_000;

    private final MongoCollection<Document> collection;
    private final MongoCollection<RawDocument> encoded;
    private final WriteMode mode;
    private final boolean resumed;
    private final Tally tally;

    /**
     * Writes to a collection.
     *
     * @param resumed whether documents whose {@code _id} exists were inserted by an earlier run
     */
    Writes(MongoCollection<Document> collection, WriteMode mode, boolean resumed, Tally tally) {
        this.collection = collection;
        encoded = collection.as(RawDocument.class);
        this.mode = mode;
        this.resumed = resumed;
        this.tally = tally;
    }

    /**
     * Writes a batch.
     *
     * @return whether all of it was written
     * @throws MongoException if what failed is not single documents
     */
    boolean write(Batch batch) {
        if (mode.stopOnError()) {
            batch.endAtFirstUnreadable();
        }
        boolean complete = batch.size() == 0 || execute(batch);
        if (complete || !mode.stopOnError()) {
            batch.unreadable().forEach(batch::rejected);
        }
        tally.reject(batch.rejections());
        return complete && (!mode.stopOnError() || batch.unreadable().isEmpty());
    }

    private boolean execute(Batch batch) {
        var models = new ArrayList<WriteModel<Document>>();
        var places = new ArrayList<Long>();
        try {
            if (mode.kind() == WriteMode.Kind.INSERT) {
                insert(batch);
            } else {
                bulkWrite(batch, models, places);
            }
            return true;
        } catch (BulkWriteException failed) {
            count(failed.partialResult());
            if (failed.writeErrors().isEmpty()) {
                throw failed; // a write concern that was not satisfied
            }
            return reject(failed, batch, models, places);
        } catch (MongoException failed) {
            count(failed.partialResult());
            throw failed;
        }
    }

    private void count(@Nullable BulkWriteResult result) {
        if (result != null) {
            tally.add(result);
        }
    }

    private void insert(Batch batch) {
        if (!batch.documents().isEmpty()) {
            insert(collection, batch.documents());
        }
        if (!batch.encoded().isEmpty()) {
            insert(encoded, batch.encoded());
        }
    }

    /** A stream does without the ids of all documents in the result, but keeps only the first thousand errors. */
    private <T> void insert(MongoCollection<T> target, List<T> documents) {
        var options = new InsertManyOptions().ordered(mode.stopOnError());
        var result = resumed ? target.insertMany(documents, options) : target.insertMany(documents.stream(), options);
        tally.inserted(result.insertedCount());
    }

    private void bulkWrite(Batch batch, List<WriteModel<Document>> models, List<Long> places) {
        for (int i = 0; i < batch.documents().size(); i++) {
            var model = model(batch.documents().get(i));
            if (model == null) {
                batch.reject(
                        batch.place(i),
                        "the document has no field "
                                + mode.missing(batch.documents().get(i)));
                if (mode.stopOnError()) {
                    break;
                }
                continue;
            }
            models.add(model);
            places.add(batch.place(i));
        }
        if (!models.isEmpty()) {
            tally.add(collection.bulkWrite(models, new BulkWriteOptions().ordered(mode.stopOnError())));
        }
    }

    /** The write for a document; null if it lacks a field that it needs. */
    private @Nullable WriteModel<Document> model(Document document) {
        if (!mode.missing(document).isEmpty()) {
            return mode.kind() == WriteMode.Kind.DELETE ? null : WriteModel.insertOne(document);
        }
        var filter = and(mode.keys().stream()
                .map(key -> eq(key, WriteMode.value(document, key)))
                .toArray(Document[]::new));
        return switch (mode.kind()) {
            case INSERT -> WriteModel.insertOne(document);
            case UPSERT -> WriteModel.replaceOne(filter, document, new ReplaceOptions().upsert(true));
            case MERGE -> WriteModel.updateOne(filter, merged(document), new UpdateOptions().upsert(true));
            case DELETE -> WriteModel.deleteOne(filter);
        };
    }

    /** The {@code _id} of a stored document cannot be changed. */
    private Document merged(Document document) {
        var fields = new Document(document);
        Object id = fields.remove("_id");
        var update = new Document();
        if (!fields.isEmpty()) {
            update.append("$set", fields);
        }
        if (id != null && (fields.isEmpty() || !mode.keys().contains("_id"))) {
            update.append("$setOnInsert", new Document("_id", id));
        }
        return update;
    }

    /**
     * Sorts out what failed.
     *
     * @param models what was written, if that is not just the documents of the batch; with their places
     */
    private boolean reject(
            BulkWriteException failed, Batch batch, List<WriteModel<Document>> models, List<Long> places) {
        boolean all = true;
        for (BulkWriteError error : failed.writeErrors()) {
            int index = error.index();
            boolean isInsert = models.isEmpty() || models.get(index) instanceof WriteModel.InsertOne;
            if (resumed && isInsert && isDuplicateId(error)) {
                tally.alreadyThere(1);
            } else {
                all = false;
                long place = models.isEmpty() ? batch.place(index) : places.get(index);
                batch.rejected(new Batch.Rejected(place, error.explanation()));
            }
        }
        long more = failed.failedCount() - failed.writeErrors().size();
        batch.rejectedMore(more);
        return all && more == 0;
    }

    /** So an earlier run has inserted the document. */
    private static boolean isDuplicateId(BulkWriteError error) {
        return error.code() == DUPLICATE_KEY && error.message().contains("index: _id_");
    }
}
