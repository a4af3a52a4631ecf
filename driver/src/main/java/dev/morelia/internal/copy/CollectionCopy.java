package dev.morelia.internal.copy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.BulkWriteException;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.Find;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.result.CopiedCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One collection that is copied, range by range, by any number of threads; then its indexes. Thread-safe. */
final class CollectionCopy {
    /** So few that the exception has the errors of all of them. */
    private static final int REPEATED_DOCUMENTS = 1000;

    private final CopySide from;
    private final CopySide to;
    private final CopyState state;
    private final SourceCollection source;
    private final List<IdRange> ranges;
    /** What is known of an interrupted copy that this one continues; null if this one began it. */
    private final CopyState.@Nullable Known known;

    private final InsertManyOptions inserting;
    private final AtomicInteger remaining;
    private final AtomicLong documents = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile int indexes = -1;

    CollectionCopy(
            CopySide from,
            CopySide to,
            CopyState state,
            SourceCollection source,
            List<IdRange> ranges,
            CopyState.@Nullable Known known) {
        this.from = from;
        this.to = to;
        this.state = state;
        this.source = source;
        this.ranges = ranges;
        this.known = known;
        this.remaining = new AtomicInteger(ranges.size());
        // A collection that one thread copies keeps the order in which its documents are stored.
        var options = new InsertManyOptions().ordered(ranges.size() == 1);
        this.inserting = source.options().containsKey("validator") ? options.bypassDocumentValidation(true) : options;
    }

    /** What is still to be done. */
    List<Consumer<BooleanSupplier>> tasks() {
        var tasks = new ArrayList<Consumer<BooleanSupplier>>();
        for (int i = 0; i < ranges.size(); i++) {
            int index = i;
            RawDocument done = known == null ? null : known.range(index);
            if (done == null) {
                tasks.add(stopped -> copy(index, stopped));
            } else {
                documents.addAndGet(done.int64("documents"));
                bytes.addAndGet(done.int64("bytes"));
                remaining.decrementAndGet();
            }
        }
        if (tasks.isEmpty()) {
            indexes = known == null ? -1 : known.indexes();
            if (indexes < 0) {
                tasks.add(stopped -> buildIndexes());
            }
        }
        return tasks;
    }

    long documents() {
        return documents.get();
    }

    long bytes() {
        return bytes.get();
    }

    boolean isComplete() {
        return indexes >= 0;
    }

    CopiedCollection result() {
        return new CopiedCollection(source.name(), source.type(), documents.get(), bytes.get(), indexes);
    }

    private void copy(int index, BooleanSupplier stopped) {
        var find = new Find(
                from.namespace(source.storedName()),
                new Document(),
                ranges.get(index).findOptions());
        var copied = new long[2];
        from.read(find, batch -> {
            if (stopped.getAsBoolean()) {
                return false;
            }
            List<RawDocument> twice = insert(batch);
            long count = documentsIn(batch) - documentsIn(twice);
            long size = sizeOf(batch) - sizeOf(twice);
            copied[0] += count;
            copied[1] += size;
            documents.addAndGet(count);
            bytes.addAndGet(size);
            return true;
        });
        if (stopped.getAsBoolean()) {
            return;
        }
        state.finished(source.name(), index, copied[0], copied[1]);
        if (remaining.decrementAndGet() == 0) {
            buildIndexes();
        }
    }

    private long documentsIn(List<RawDocument> stored) {
        return stored.stream().mapToLong(source::documentsIn).sum();
    }

    private static long sizeOf(List<RawDocument> stored) {
        return stored.stream().mapToLong(RawDocument::length).sum();
    }

    /** Returns the documents that were read twice, and so are not counted again. */
    private List<RawDocument> insert(List<RawDocument> batch) {
        if (known != null) {
            var unused = insertMissing(batch);
            return List.of();
        }
        try {
            var unused = to.writes(source.storedName()).insertMany(batch.stream(), inserting);
            return List.of();
        } catch (BulkWriteException failure) {
            // In the order in which documents are stored, one that is deleted and inserted anew meanwhile comes again.
            if (ranges.size() > 1) {
                throw failure;
            }
            requireOnlyRepeated(failure);
            int inserted = (int) failure.partialResult().insertedCount();
            return insertMissing(batch.subList(inserted, batch.size()));
        }
    }

    /** Inserts documents of which some may be there; returns those. */
    private List<RawDocument> insertMissing(List<RawDocument> batch) {
        var there = new ArrayList<RawDocument>();
        for (int i = 0; i < batch.size(); i += REPEATED_DOCUMENTS) {
            List<RawDocument> some = batch.subList(i, Math.min(batch.size(), i + REPEATED_DOCUMENTS));
            try {
                var unused = to.writes(source.storedName()).insertMany(some, inserting.ordered(false));
            } catch (BulkWriteException failure) {
                requireOnlyRepeated(failure);
                failure.writeErrors().forEach(error -> there.add(some.get(error.index())));
            }
        }
        return there;
    }

    /** There is no unique index yet but that of the id: a duplicate is a document that this copy wrote. */
    private static void requireOnlyRepeated(BulkWriteException failure) {
        if (!failure.writeConcernErrors().isEmpty()
                || failure.failedCount() != failure.writeErrors().size()
                || failure.writeErrors().stream().anyMatch(error -> !ErrorCode.isDuplicateKey(error.code()))) {
            throw failure;
        }
    }

    private void buildIndexes() {
        var listed = from.list(Administration.listIndexes(from.namespace(source.name()), OptionFields.NONE));
        var specifications = listed.stream()
                .map(RawDocument::toDocument)
                .filter(index -> !isOfId(index))
                .map(this::specification)
                .toList();
        if (!specifications.isEmpty()) {
            to.core()
                    .execute(
                            Administration.createIndexes(
                                    to.namespace(source.name()), specifications, OptionFields.NONE),
                            to.context());
        }
        state.indexed(source.name(), listed.size());
        indexes = listed.size();
    }

    private static boolean isOfId(Document index) {
        Document key = index.document("key");
        return index.containsKey("clustered")
                || (key.size() == 1 && key.get("_id") instanceof Number direction && direction.intValue() == 1);
    }

    /** Servers do not tell of an index without collation, which would get that of its collection. */
    private Document specification(Document index) {
        index.remove("ns");
        return source.options().containsKey("collation") && !index.containsKey("collation")
                ? index.append("collation", new Document("locale", "simple"))
                : index;
    }
}
