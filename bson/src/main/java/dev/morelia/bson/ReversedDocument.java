package dev.morelia.bson;

import java.util.AbstractMap;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** A reversed view of a document; changes write through. */
final class ReversedDocument extends AbstractMap<String, @Nullable Object>
        implements SequencedMap<String, @Nullable Object> {
    private final Document document;

    ReversedDocument(Document document) {
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
        return new DocumentView.Keys(document, true);
    }

    @Override
    public SequencedSet<String> sequencedKeySet() {
        return keySet();
    }

    @Override
    public SequencedCollection<@Nullable Object> values() {
        return new DocumentView.Values(document, true);
    }

    @Override
    public SequencedCollection<@Nullable Object> sequencedValues() {
        return values();
    }

    @Override
    public SequencedSet<Entry<String, @Nullable Object>> entrySet() {
        return new DocumentView.Entries(document, true);
    }

    @Override
    public SequencedSet<Entry<String, @Nullable Object>> sequencedEntrySet() {
        return entrySet();
    }
}
