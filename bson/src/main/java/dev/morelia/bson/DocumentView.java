package dev.morelia.bson;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractMap.SimpleEntry;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A document's keys, values or entries, in its order or reversed; removing from the view removes the fields. */
abstract sealed class DocumentView<E extends @Nullable Object> extends AbstractCollection<E>
        implements SequencedCollection<E> {
    final Document document;
    final boolean descending;

    private DocumentView(Document document, boolean descending) {
        this.document = document;
        this.descending = descending;
    }

    abstract E elementAt(int place);

    static void requireUnmodified(Document document, int expected) {
        if (document.modifications() != expected) {
            throw new ConcurrentModificationException("the document was changed while its fields were being visited");
        }
    }

    @Override
    public int size() {
        return document.size();
    }

    @Override
    public void clear() {
        document.clear();
    }

    @Override
    public Iterator<E> iterator() {
        return new Places();
    }

    /** Equality of sets; the collection of values keeps object identity. */
    boolean equalsSet(@Nullable Object other) {
        return other instanceof Set<?> set && set.size() == size() && containsAll(set);
    }

    int hashOfSet() {
        int hash = 0;
        for (E element : this) {
            hash += Objects.hashCode(element);
        }
        return hash;
    }

    static final class Keys extends DocumentView<String> implements SequencedSet<String> {
        Keys(Document document, boolean descending) {
            super(document, descending);
        }

        @Override
        String elementAt(int place) {
            return document.keyAt(place);
        }

        @Override
        public boolean contains(@Nullable Object key) {
            return document.containsKey(key);
        }

        @Override
        public boolean remove(@Nullable Object key) {
            boolean contained = contains(key);
            document.remove(key);
            return contained;
        }

        @Override
        public SequencedSet<String> reversed() {
            return new Keys(document, !descending);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return equalsSet(other);
        }

        @Override
        public int hashCode() {
            return hashOfSet();
        }
    }

    static final class Values extends DocumentView<@Nullable Object> {
        Values(Document document, boolean descending) {
            super(document, descending);
        }

        @Override
        @Nullable
        Object elementAt(int place) {
            return document.valueAt(place);
        }

        @Override
        public SequencedCollection<@Nullable Object> reversed() {
            return new Values(document, !descending);
        }
    }

    static final class Entries extends DocumentView<Map.Entry<String, @Nullable Object>>
            implements SequencedSet<Map.Entry<String, @Nullable Object>> {
        Entries(Document document, boolean descending) {
            super(document, descending);
        }

        @Override
        Map.Entry<String, @Nullable Object> elementAt(int place) {
            return new Entry(document, document.keyAt(place), document.valueAt(place));
        }

        @Override
        public boolean contains(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && document.containsKey(entry.getKey())
                    && Objects.equals(document.get(entry.getKey()), entry.getValue());
        }

        @Override
        public boolean remove(@Nullable Object other) {
            boolean contained = contains(other);
            if (contained && other instanceof Map.Entry<?, ?> entry) {
                document.remove(entry.getKey());
            }
            return contained;
        }

        @Override
        public SequencedSet<Map.Entry<String, @Nullable Object>> reversed() {
            return new Entries(document, !descending);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return equalsSet(other);
        }

        @Override
        public int hashCode() {
            return hashOfSet();
        }
    }

    /** A reversed view of a document; changes write through. */
    static final class Reversed extends AbstractMap<String, @Nullable Object>
            implements SequencedMap<String, @Nullable Object> {
        private final Document document;

        Reversed(Document document) {
            this.document = document;
        }

        @Override
        public SequencedMap<String, @Nullable Object> reversed() {
            return document;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return document.containsKey(key);
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            return document.get(key);
        }

        /** A new field becomes the last one of the document, and thus the first one here, as in the JDK's maps. */
        @Override
        public @Nullable Object put(String key, @Nullable Object value) {
            return document.put(key, value);
        }

        @Override
        public @Nullable Object putFirst(String key, @Nullable Object value) {
            return document.putLast(key, value);
        }

        @Override
        public @Nullable Object putLast(String key, @Nullable Object value) {
            return document.putFirst(key, value);
        }

        @Override
        public @Nullable Object remove(@Nullable Object key) {
            return document.remove(key);
        }

        @Override
        public SequencedSet<String> keySet() {
            return new Keys(document, true);
        }

        @Override
        public SequencedSet<String> sequencedKeySet() {
            return keySet();
        }

        @Override
        public SequencedCollection<@Nullable Object> values() {
            return new Values(document, true);
        }

        @Override
        public SequencedCollection<@Nullable Object> sequencedValues() {
            return values();
        }

        @Override
        public SequencedSet<Map.Entry<String, @Nullable Object>> entrySet() {
            return new Entries(document, true);
        }

        @Override
        public SequencedSet<Map.Entry<String, @Nullable Object>> sequencedEntrySet() {
            return entrySet();
        }
    }

    /** A field; setting its value sets the document's. */
    private static final class Entry extends SimpleEntry<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        private final transient Document document;

        Entry(Document document, String key, @Nullable Object value) {
            super(key, value);
            this.document = document;
        }

        @Override
        public @Nullable Object setValue(@Nullable Object value) {
            if (document.containsKey(getKey())) {
                document.put(getKey(), value);
            }
            return super.setValue(value);
        }
    }

    private final class Places implements Iterator<E> {
        /** The position of the next element, counted from the end at which the view begins. */
        private int next;

        private boolean removable;
        private int expected = document.modifications();

        @Override
        public boolean hasNext() {
            return next < document.size();
        }

        @Override
        public E next() {
            requireUnmodified(document, expected);
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            E element = elementAt(descending ? document.size() - 1 - next : next);
            next++;
            removable = true;
            return element;
        }

        @Override
        public void remove() {
            if (!removable) {
                throw new IllegalStateException("no element to remove");
            }
            requireUnmodified(document, expected);
            next--;
            document.removeAt(descending ? document.size() - 1 - next : next);
            expected = document.modifications();
            removable = false;
        }
    }
}
