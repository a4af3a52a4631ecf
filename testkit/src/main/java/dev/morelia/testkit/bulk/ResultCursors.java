package dev.morelia.testkit.bulk;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The open cursors over results of bulk writes: what did not fit into the reply. Thread-safe. */
final class ResultCursors {
    /** Of a document, in bytes; the fields around a batch need less than the rest. */
    private static final int MAXIMUM_BATCH = 16 * 1024 * 1024 - 16 * 1024;

    private static final String NAMESPACE = "admin.$cmd.bulkWrite";

    private final AtomicLong ids = new AtomicLong(1_000_000_000_000L);
    private final Map<Long, List<RawDocument>> open = new ConcurrentHashMap<>();

    /** The cursor document of a reply with the first of these results. */
    Document open(List<RawDocument> results) {
        return batch(ids.incrementAndGet(), "firstBatch", results);
    }

    /** The cursor document with the next results of an open cursor. */
    Document next(long id) {
        return batch(id, "nextBatch", Objects.requireNonNull(open.remove(id)));
    }

    boolean isOpen(long id) {
        return open.containsKey(id);
    }

    void kill(long id) {
        open.remove(id);
    }

    private Document batch(long id, String field, List<RawDocument> results) {
        var batch = new ArrayList<RawDocument>();
        int bytes = 0;
        for (var result : results) {
            bytes += result.length() + 16;
            if (bytes > MAXIMUM_BATCH && !batch.isEmpty()) {
                break;
            }
            batch.add(result);
        }
        boolean more = batch.size() < results.size();
        if (more) {
            open.put(id, List.copyOf(results.subList(batch.size(), results.size())));
        }
        return Document.of("id", more ? id : 0L, field, batch, "ns", NAMESPACE);
    }
}
