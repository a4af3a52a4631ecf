package dev.morelia.tools.dump;

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.BulkWriteException;
import dev.morelia.options.InsertManyOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Inserts the documents of a file in their order, and remembers now and then how far it has come. */
final class DocumentsRestore {
    private static final int DUPLICATE_KEY = 11000;
    private static final int BATCH_DOCUMENTS = 10_000;
    private static final long BATCH_BYTES = 8 * 1024 * 1024;
    /** So few that the exception has the errors of all of them. */
    private static final int REPEATED_DOCUMENTS = 1000;

    private static final long SAVED_BYTES = 64 * 1024 * 1024;

    private final MongoCollection<RawDocument> target;
    private final Metadata metadata;
    private final RestoreState state;
    private final DumpTotals totals;
    private final List<RawDocument> batch = new ArrayList<>();
    private boolean repeated;
    /** How many documents the file has of which there is one before, as of those inserted anew during the dump. */
    private long twice;

    DocumentsRestore(MongoDatabase database, Metadata metadata, RestoreState state, DumpTotals totals) {
        this.target = database.collection(metadata.storedName()).as(RawDocument.class);
        this.metadata = metadata;
        this.state = state;
        this.totals = totals;
    }

    /**
     * Restores a file.
     *
     * @param continued whether an interrupted restore may have inserted some of them, after the place it remembers
     * @return how many documents were left out because the file has another of the same {@code _id} before
     */
    long restore(Path documents, boolean continued) {
        String name = metadata.name();
        try (var file = BsonFile.open(documents)) {
            long count = 0;
            if (continued) {
                repeated = true;
                count = state.documents(name);
                file.skipTo(state.offset(name));
                totals.add(count, state.offset(name));
            }
            long savedAt = file.position();
            long batchAt = savedAt;
            for (RawDocument document = file.next(); document != null; document = file.next()) {
                batch.add(document);
                count++;
                if (batch.size() >= limit() || file.position() - batchAt >= BATCH_BYTES) {
                    insert(file.position() - batchAt);
                    batchAt = file.position();
                }
                if (batch.isEmpty() && file.position() - savedAt >= SAVED_BYTES) {
                    savedAt = file.position();
                    state.at(name, count - twice, savedAt);
                }
            }
            insert(file.position() - batchAt);
            state.at(name, count - twice, file.position());
            return twice;
        }
    }

    private int limit() {
        return repeated ? REPEATED_DOCUMENTS : BATCH_DOCUMENTS;
    }

    private void insert(long bytes) {
        if (batch.isEmpty()) {
            return;
        }
        long before = twice;
        try {
            insert(batch, !repeated);
        } catch (BulkWriteException failure) {
            requireOnlyRepeated(failure);
            if (!repeated) {
                insertMissing((int) failure.partialResult().insertedCount());
            }
        }
        totals.add(batch.size() - (twice - before), bytes);
        batch.clear();
    }

    private void insert(List<RawDocument> documents, boolean ordered) {
        var options = new InsertManyOptions().ordered(ordered);
        target.insertMany(
                documents,
                metadata.options().containsKey("validator") ? options.bypassDocumentValidation(true) : options);
    }

    private void insertMissing(int from) {
        for (int i = from; i < batch.size(); i += REPEATED_DOCUMENTS) {
            try {
                insert(batch.subList(i, Math.min(batch.size(), i + REPEATED_DOCUMENTS)), false);
            } catch (BulkWriteException failure) {
                requireOnlyRepeated(failure);
                twice += failure.failedCount();
            }
        }
    }

    /** There is no unique index yet but that of the id: a duplicate is a document that was inserted before. */
    private static void requireOnlyRepeated(BulkWriteException failure) {
        if (!failure.writeConcernErrors().isEmpty()
                || failure.failedCount() != failure.writeErrors().size()
                || failure.writeErrors().stream().anyMatch(error -> error.code() != DUPLICATE_KEY)) {
            throw failure;
        }
    }
}
