package dev.morelia.builder;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * Where {@link Updates#pushEach} inserts values, and how it sorts and truncates the array afterwards. Immutable, and
 * thread-safe as long as its document is not modified.
 *
 * @param position where to insert: from 0 at the start, or negative from the end; null for the end
 * @param sort how to sort the array afterwards: 1 or -1, or a {@link Document} of fields for elements that are
 *     documents; null for unsorted
 * @param slice how many elements to keep: the first ones, or the last ones if negative; null for all
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/update/push/">Server manual: $push</a>
 */
public record PushOptions(
        @Nullable Integer position,
        @Nullable Object sort,
        @Nullable Integer slice) {

    /**
     * Creates options.
     *
     * @throws IllegalArgumentException if {@code sort} is neither 1 nor -1 nor a document
     */
    public PushOptions {
        if (sort != null && !(sort instanceof Document) && !sort.equals(1) && !sort.equals(-1)) {
            throw Argument.rejected("sort", sort, "must be 1, -1 or a Document");
        }
    }

    /** Creates options to append at the end, unsorted, without limit. */
    public PushOptions() {
        this(null, null, null);
    }

    /** Returns a copy with the given {@code position}. */
    public PushOptions position(int value) {
        return new PushOptions(value, sort, slice);
    }

    /** Returns a copy that sorts the array by its elements: 1 ascending, -1 descending. */
    public PushOptions sort(int direction) {
        return new PushOptions(position, direction, slice);
    }

    /** Returns a copy that sorts the array by fields of its elements. */
    public PushOptions sort(Document fields) {
        return new PushOptions(position, Argument.notNull("sort", fields), slice);
    }

    /** Returns a copy with the given {@code slice}. */
    public PushOptions slice(int value) {
        return new PushOptions(position, sort, value);
    }
}
