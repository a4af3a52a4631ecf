package dev.morelia.internal.exec;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ids of inserted documents by their index in a bulk write: a map that is filled in ascending order and then only
 * read. It is filled after the reply, while the program waits, which takes a fraction of the time and memory of a hash
 * map. Not thread-safe while it is filled.
 */
final class IdsByIndex extends AbstractMap<Integer, @Nullable Object> {
    private int[] indexes = {};
    private @Nullable Object[] ids = {};
    private int size;

    /** Makes room for so many more. */
    void expect(int more) {
        if (more > ids.length - size) {
            int capacity = Math.max(size + more, 2 * size);
            indexes = Arrays.copyOf(indexes, capacity);
            ids = Arrays.copyOf(ids, capacity);
        }
    }

    /** Adds an id, whose index is greater than those before. */
    void add(int index, @Nullable Object id) {
        expect(1);
        indexes[size] = index;
        ids[size++] = id;
    }

    private int placeOf(@Nullable Object key) {
        return key instanceof Integer index ? Arrays.binarySearch(indexes, 0, size, index) : -1;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return placeOf(key) >= 0;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int place = placeOf(key);
        return place < 0 ? null : ids[place];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Map.Entry<Integer, @Nullable Object>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Map.Entry<Integer, @Nullable Object>> {
        @Override
        public int size() {
            return size;
        }

        @Override
        public Iterator<Map.Entry<Integer, @Nullable Object>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < size;
                }

                @Override
                public Map.Entry<Integer, @Nullable Object> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    var entry = new SimpleImmutableEntry<Integer, @Nullable Object>(indexes[next], ids[next]);
                    next++;
                    return entry;
                }
            };
        }
    }
}
