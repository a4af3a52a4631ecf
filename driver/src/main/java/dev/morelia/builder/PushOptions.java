package dev.morelia.builder;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * Where {@link Updates#pushEach} puts values, and what becomes of the array afterwards. Immutable and thread-safe as
 * far as its document is not changed.
 *
 * @param position where to insert: from 0 at the start, or negative from the end; null for the end
 * @param sort how the array is sorted afterwards: 1 or -1, or a {@link Document} of fields for elements that are
 *     documents; null for not at all
 * @param slice how many elements are kept after that: the first ones, or with a negative number the last ones; null for
 *     all
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/update/push/">Server manual: $push</a>
 */
public record PushOptions(
        @Nullable Integer position,
        @Nullable Object sort,
        @Nullable Integer slice) {

    /**
     * Options.
     *
     * @throws IllegalArgumentException if {@code sort} is neither 1 nor -1 nor a document
     */
    public PushOptions {
        if (sort != null && !(sort instanceof Document) && !sort.equals(1) && !sort.equals(-1)) {
            throw Argument.rejected("sort", sort, "must be 1, -1 or a Document");
        }
    }

    /** At the end, unsorted, all kept. */
    public PushOptions() {
        this(null, null, null);
    }

    /** The same with another {@code position}. */
    public PushOptions position(int value) {
        return new PushOptions(value, sort, slice);
    }

    /** The same, the array sorted by its elements: 1 upwards, -1 downwards. */
    public PushOptions sort(int direction) {
        return new PushOptions(position, direction, slice);
    }

    /** The same, the array sorted by fields of its elements. */
    public PushOptions sort(Document fields) {
        return new PushOptions(position, Argument.notNull("sort", fields), slice);
    }

    /** The same with another {@code slice}. */
    public PushOptions slice(int value) {
        return new PushOptions(position, sort, value);
    }
}
