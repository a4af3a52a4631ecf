package dev.morelia.internal.copy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.operation.Find;
import dev.morelia.settings.ReadPreference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a copy has come, in a collection of the target that exists as long as the copy is not complete. What is
 * written here was done before. Thread-safe but for {@link #forget} and what it reads, which come before the threads.
 */
final class CopyState {
    /** The collection with the state. */
    static final String NAME = "morelia.copy";

    private final CopySide target;
    private final Map<String, Known> known;

    private CopyState(CopySide target, Map<String, Known> known) {
        this.target = target;
        this.known = known;
    }

    /** What an interrupted copy has done of a collection. */
    static final class Known {
        private @Nullable RawDocument begun;
        private final Map<Integer, RawDocument> ranges = new HashMap<>();
        private @Nullable RawDocument indexes;

        private void add(RawDocument written) {
            switch (written.string("kind")) {
                case "begun" -> begun = written;
                case "range" -> ranges.put(written.int32("range"), written);
                default -> indexes = written;
            }
        }

        /** The collection of the source; null for a view. */
        @Nullable
        Object uuid() {
            return begun == null ? null : begun.valueOrNull("uuid");
        }

        List<IdRange> division() {
            List<RawDocument> bounds = begun == null ? null : begun.listOrNull("bounds", RawDocument.class);
            return IdRange.between(bounds == null ? List.of() : bounds);
        }

        long expected(String of) {
            return begun == null ? 0 : begun.int64(of, 0);
        }

        /** How many documents a range has and how large they are; null if it was not finished. */
        @Nullable
        RawDocument range(int index) {
            return ranges.get(index);
        }

        /** How many indexes it has; negative if they were not built. */
        int indexes() {
            return indexes == null ? -1 : indexes.int32("indexes", -1);
        }

        /** Whether what is there can be kept: not of a single range, which is repeated as a whole. */
        boolean isOfUse() {
            return !ranges.isEmpty() || (begun != null && division().size() > 1);
        }
    }

    /** Reads the state, on the primary. */
    static CopyState read(CopySide target) {
        var primary = new CopySide(target.core(), target.context().with(ReadPreference.primary()), target.database());
        var known = new HashMap<String, Known>();
        for (RawDocument written : primary.list(new Find(target.namespace(NAME), new Document(), new Document()))) {
            known.computeIfAbsent(written.string("collection"), name -> new Known())
                    .add(written);
        }
        return new CopyState(target, known);
    }

    /** Whether there is no copy to continue. */
    boolean isEmpty() {
        return known.isEmpty();
    }

    /** The collections that were begun. */
    Set<String> collections() {
        return known.keySet();
    }

    /** What is known of a collection; null for nothing. */
    @Nullable
    Known of(String collection) {
        return known.get(collection);
    }

    /** A collection is about to be created. */
    void begin(SourceCollection collection, Division division) {
        var begun = new Document("collection", collection.name())
                .append("kind", "begun")
                .append("documents", division.documents())
                .append("bytes", division.bytes())
                .append("bounds", division.bounds());
        if (collection.uuid() != null) {
            begun.append("uuid", collection.uuid());
        }
        write(begun);
    }

    /** A range is complete. */
    void finished(String collection, int range, long documents, long bytes) {
        write(new Document("collection", collection)
                .append("kind", "range")
                .append("range", range)
                .append("documents", documents)
                .append("bytes", bytes));
    }

    /** The indexes are built, and so the collection is complete. */
    void indexed(String collection, int indexes) {
        write(new Document("collection", collection).append("kind", "indexes").append("indexes", indexes));
    }

    private void write(Document done) {
        target.writes(NAME).insertOne(RawDocument.encode(done), OptionFields.NONE);
    }

    /** The collection is begun anew. */
    void forget(String collection) {
        known.remove(collection);
        target.writes(NAME).delete(new Document("collection", collection), true, OptionFields.NONE);
    }

    /** The copy is complete. */
    void end() {
        target.drop(NAME);
    }
}
