package dev.morelia.tools.transfer;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The documents of a part of an input, with their places, and what could not be read of it. All of them are encoded, or
 * none is. For one thread.
 */
final class Batch {
    /** A record that was not imported. */
    record Rejected(long place, String problem) {}

    private final long endOffset;
    private final long endLine;
    private final List<Document> documents = new ArrayList<>();
    private final List<RawDocument> encoded = new ArrayList<>();
    private final List<Rejected> unreadable = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private long rejectedMore;
    private long[] places = new long[256];

    /**
     * An empty batch.
     *
     * @param endOffset where the next part begins
     * @param endLine the number of the line that it begins with
     */
    Batch(long endOffset, long endLine) {
        this.endOffset = endOffset;
        this.endLine = endLine;
    }

    void add(long place, Document document) {
        place(place);
        documents.add(document);
    }

    void add(long place, RawDocument document) {
        place(place);
        encoded.add(document);
    }

    /** Sets the place of the next document. */
    private void place(long place) {
        if (size() == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[size()] = place;
    }

    void reject(long place, String problem) {
        unreadable.add(new Rejected(place, problem));
    }

    /** Removes all from the first that could not be read, as if the input ended there. */
    void endAtFirstUnreadable() {
        if (unreadable.isEmpty()) {
            return;
        }
        long end = unreadable.getFirst().place();
        while (size() > 0 && places[size() - 1] > end) {
            (encoded.isEmpty() ? documents : encoded).removeLast();
        }
        unreadable.subList(1, unreadable.size()).clear();
    }

    int size() {
        return documents.size() + encoded.size();
    }

    /** The documents that are objects. */
    List<Document> documents() {
        return documents;
    }

    /** The documents that are encoded. */
    List<RawDocument> encoded() {
        return encoded;
    }

    List<Rejected> unreadable() {
        return unreadable;
    }

    /** A record that was not imported, whether it could not be read or not be written. */
    void rejected(Rejected record) {
        rejected.add(record);
    }

    /** Documents that were rejected, of which nothing else is known. */
    void rejectedMore(long count) {
        rejectedMore += count;
    }

    Rejections rejections() {
        return Rejections.NONE.plus(new Rejections(rejected.size() + rejectedMore, rejected));
    }

    long place(int index) {
        return places[index];
    }

    /** Where the next part begins, and what was rejected of this one. */
    ImportState.Reached end() {
        return new ImportState.Reached(endOffset, endLine, rejections());
    }
}
