package dev.morelia.tools.transfer;

import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records that were not imported.
 *
 * @param count how many
 * @param first the first of them in the input, at most {@value #KEPT}
 */
record Rejections(long count, List<Batch.Rejected> first) {
    /** How many are kept with what is wrong with them. */
    static final int KEPT = 20;

    static final Rejections NONE = new Rejections(0, List.of());

    /** These and others. */
    Rejections plus(Rejections others) {
        if (others.count == 0) {
            return this;
        }
        var all = Stream.concat(first.stream(), others.first.stream())
                .sorted(Comparator.comparingLong(Batch.Rejected::place))
                .limit(KEPT)
                .toList();
        return new Rejections(count + others.count, all);
    }

    List<Document> toDocuments() {
        var documents = new ArrayList<Document>();
        first.forEach(one -> documents.add(Document.of("place", one.place(), "problem", one.problem())));
        return documents;
    }

    static Rejections of(long count, List<Document> documents) {
        var first = new ArrayList<Batch.Rejected>();
        documents.forEach(one -> first.add(new Batch.Rejected(one.int64("place"), one.string("problem"))));
        return new Rejections(count, first);
    }
}
