package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.internal.DocumentAccess;
import dev.morelia.bson.internal.EncodedFields;
import dev.morelia.bson.internal.FieldValues;
import dev.morelia.bson.internal.json.JsonDescription;
import dev.morelia.bson.internal.json.JsonParser;
import dev.morelia.bson.internal.json.JsonWriter;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.json.JsonDialect;
import dev.morelia.bson.json.JsonMode;
import java.io.Serial;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mutable BSON document: a map from field names to values that keeps the order of its fields.
 *
 * <p>Values have the Java types listed in {@link BsonType}, {@code null} included; other types are allowed if the
 * codecs that write the document support them (see {@link dev.morelia.bson.codec.CodecRegistry}). Keys must not be
 * null. The typed accessors ({@link #string(String)} and so on) name the key and the type found if the value has
 * another type.
 *
 * <p>A document read by a codec, such as a query result, is decoded on first access to its fields, one level at a time.
 * Until then it keeps its bytes and is written unchanged: read from one collection and inserted into another, or used
 * as a replacement, it keeps duplicate field names, which are not visible in the map. {@link #putFirstIfAbsent}, which
 * inserts use to look up {@code _id}, does not count as access if the field is present, nor does {@link
 * #firstKeyOrNull}. Once accessed or changed, a document is written from its fields; of a duplicate name, the last
 * value wins. Bytes that are not valid BSON cause a {@link BsonException} on first access.
 *
 * <p>Not thread-safe. A document that is no longer modified can be read by many threads.
 */
public final class Document extends TypedFields implements SequencedMap<String, @Nullable Object>, Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Building an index costs as much as many scans, so it does not pay off for one or two lookups, as in an insert.
     */
    private static final int SCANS_BEFORE_INDEX = 2;

    private static final @Nullable Object[] NO_ENTRIES = {};

    private static final @Nullable Object[] NOT_DECODED = {};
    private static final VarHandle ENTRIES = handle("entries", Object[].class);
    private static final VarHandle ENCODED = handle("encoded", EncodedFields.class);

    static {
        DocumentAccess.provide(new DocumentAccess() {
            @Override
            protected Document decodedOnDemand(EncodedFields encoded) {
                var document = new Document(NOT_DECODED, 0);
                document.encoded = encoded; // not volatile: that would wait for the copy of the bytes to be written
                return document;
            }

            @Override
            protected Document distinct(@Nullable Object[] keysAndValues) {
                return new Document(keysAndValues, keysAndValues.length / 2);
            }
        });
    }

    /** Keys at even indexes, each followed by its value; read through {@link #entries()}. */
    private @Nullable Object[] entries;

    /**
     * The encoded form until first access; read through {@link #unread()}, because threads that only read may be the
     * ones that decode it.
     */
    private @Nullable EncodedFields encoded;

    private int size;
    private int modifications;

    /**
     * Index of the keys of a large document; null for a small one, and until the first lookup. Volatile because several
     * threads may do that lookup at once.
     */
    private volatile @Nullable KeyIndex index;

    /** How many lookups scanned a large document without an index; an update lost in a race does no harm. */
    private int scans;

    /** A document without fields. */
    public Document() {
        this(NO_ENTRIES, 0);
    }

    /** A document with one field. */
    public Document(String key, @Nullable Object value) {
        this(new @Nullable Object[4], 0);
        put(key, value);
    }

    /**
     * A document with the fields of a map, in its order. The map is copied, its values are
     * not.
     *
     * @throws IllegalArgumentException if the map or a key is null, or a key is not a string
     */
    public Document(Map<String, ? extends @Nullable Object> map) {
        this(new @Nullable Object[2 * Argument.notNull("map", map).size()], 0);
        // Checked in spite of the type parameter: a raw map may contain keys of any type.
        for (Map.Entry<?, ? extends @Nullable Object> field : map.entrySet()) {
            put(requireString(field.getKey()), field.getValue());
        }
    }

    private Document(@Nullable Object[] entries, int size) {
        this.entries = entries;
        this.size = size;
    }

    /** A document with one field. */
    public static Document of(String key1, @Nullable Object value1) {
        return new Document(key1, value1);
    }

    /** A document with two fields. */
    public static Document of(String key1, @Nullable Object value1, String key2, @Nullable Object value2) {
        return ofEntries(key1, value1, key2, value2);
    }

    /** A document with three fields. Of a duplicate name, the last value wins. */
    public static Document of(
            String key1,
            @Nullable Object value1,
            String key2,
            @Nullable Object value2,
            String key3,
            @Nullable Object value3) {
        return ofEntries(key1, value1, key2, value2, key3, value3);
    }

    /** A document with four fields. Of a duplicate name, the last value wins. */
    public static Document of(
            String key1,
            @Nullable Object value1,
            String key2,
            @Nullable Object value2,
            String key3,
            @Nullable Object value3,
            String key4,
            @Nullable Object value4) {
        return ofEntries(key1, value1, key2, value2, key3, value3, key4, value4);
    }

    /** A document with five fields. Of a duplicate name, the last value wins. */
    public static Document of(
            String key1,
            @Nullable Object value1,
            String key2,
            @Nullable Object value2,
            String key3,
            @Nullable Object value3,
            String key4,
            @Nullable Object value4,
            String key5,
            @Nullable Object value5) {
        return ofEntries(key1, value1, key2, value2, key3, value3, key4, value4, key5, value5);
    }

    /** A document with six fields. Of a duplicate name, the last value wins. */
    public static Document of(
            String key1,
            @Nullable Object value1,
            String key2,
            @Nullable Object value2,
            String key3,
            @Nullable Object value3,
            String key4,
            @Nullable Object value4,
            String key5,
            @Nullable Object value5,
            String key6,
            @Nullable Object value6) {
        return ofEntries(key1, value1, key2, value2, key3, value3, key4, value4, key5, value5, key6, value6);
    }

    /** A document with seven fields. Of a duplicate name, the last value wins. */
    public static Document of(
            String key1,
            @Nullable Object value1,
            String key2,
            @Nullable Object value2,
            String key3,
            @Nullable Object value3,
            String key4,
            @Nullable Object value4,
            String key5,
            @Nullable Object value5,
            String key6,
            @Nullable Object value6,
            String key7,
            @Nullable Object value7) {
        return ofEntries(
                key1, value1, key2, value2, key3, value3, key4, value4, key5, value5, key6, value6, key7, value7);
    }

    /** A document with eight fields. Of a duplicate name, the last value wins. */
    public static Document of(
            String key1,
            @Nullable Object value1,
            String key2,
            @Nullable Object value2,
            String key3,
            @Nullable Object value3,
            String key4,
            @Nullable Object value4,
            String key5,
            @Nullable Object value5,
            String key6,
            @Nullable Object value6,
            String key7,
            @Nullable Object value7,
            String key8,
            @Nullable Object value8) {
        return ofEntries(
                key1, value1, key2, value2, key3, value3, key4, value4, key5, value5, key6, value6, key7, value7, key8,
                value8);
    }

    /** A document with nine fields. Of a duplicate name, the last value wins. */
    public static Document of(
            String key1,
            @Nullable Object value1,
            String key2,
            @Nullable Object value2,
            String key3,
            @Nullable Object value3,
            String key4,
            @Nullable Object value4,
            String key5,
            @Nullable Object value5,
            String key6,
            @Nullable Object value6,
            String key7,
            @Nullable Object value7,
            String key8,
            @Nullable Object value8,
            String key9,
            @Nullable Object value9) {
        return ofEntries(
                key1, value1, key2, value2, key3, value3, key4, value4, key5, value5, key6, value6, key7, value7, key8,
                value8, key9, value9);
    }

    /** A document with ten fields. Of a duplicate name, the last value wins. */
    public static Document of(
            String key1,
            @Nullable Object value1,
            String key2,
            @Nullable Object value2,
            String key3,
            @Nullable Object value3,
            String key4,
            @Nullable Object value4,
            String key5,
            @Nullable Object value5,
            String key6,
            @Nullable Object value6,
            String key7,
            @Nullable Object value7,
            String key8,
            @Nullable Object value8,
            String key9,
            @Nullable Object value9,
            String key10,
            @Nullable Object value10) {
        return ofEntries(
                key1, value1, key2, value2, key3, value3, key4, value4, key5, value5, key6, value6, key7, value7, key8,
                value8, key9, value9, key10, value10);
    }

    /** A document of alternating keys and values; takes ownership of the array. */
    private static Document ofEntries(@Nullable Object... keysAndValues) {
        var document = new Document(keysAndValues, 0);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            document.put((String) Argument.notNull("key", keysAndValues[i]), keysAndValues[i + 1]);
        }
        Arrays.fill(keysAndValues, 2 * document.size, keysAndValues.length, null);
        return document;
    }

    private static String requireString(@Nullable Object key) {
        if (key instanceof String name) {
            return name;
        }
        Object other = Argument.notNull("key", key);
        throw new IllegalArgumentException("a key must be a string but is " + other + ", of " + other.getClass());
    }

    /**
     * A document with the fields of a map, like {@link #Document(Map)}.
     *
     * @throws IllegalArgumentException if a key is null or not a string
     */
    public static Document copyOf(Map<String, ? extends @Nullable Object> map) {
        if (map instanceof Document other) {
            @Nullable Object[] entries = other.entries();
            return new Document(Arrays.copyOf(entries, 2 * other.size), other.size);
        }
        return new Document(map);
    }

    /** Puts a field and returns this document, so that calls can be chained. */
    public Document append(String key, @Nullable Object value) {
        put(key, value);
        return this;
    }

    @Override
    public void writeTo(BsonOutput output) {
        EncodedFields unread = unread();
        if (unread != null && unread.writeTo(output)) {
            return;
        }
        @Nullable Object[] entries = entries();
        output.startDocument();
        for (int i = 0; i < 2 * size; i += 2) {
            output.value((String) Objects.requireNonNull(entries[i]), entries[i + 1]);
        }
        output.endDocument();
    }

    @Override
    public int size() {
        entries();
        return size;
    }

    @Override
    public boolean isEmpty() {
        EncodedFields unread = unread();
        return unread != null ? unread.isEmpty() : size() == 0;
    }

    /**
     * The name of the first field. Does not count as access: a document that was read keeps its bytes.
     *
     * @return the name; null if there are no fields
     * @throws BsonException if the document was read, and its bytes up to the name are not valid BSON
     */
    public @Nullable String firstKeyOrNull() {
        EncodedFields unread = unread();
        if (unread != null) {
            return unread.firstKeyOrNull();
        }
        return isEmpty() ? null : firstEntry().getKey();
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return placeOf(key) >= 0;
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return values().contains(value);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int place = placeOf(key);
        return place < 0 ? null : valueAt(place);
    }

    @Override
    public boolean has(String name) {
        return placeOf(Argument.notNull("name", name)) >= 0;
    }

    @Override
    public @Nullable Object valueOrNull(String name) {
        return get(Argument.notNull("name", name));
    }

    /** The embedded document of a field, not a copy. */
    @Override
    public Document document(String name) {
        return value(name, Document.class);
    }

    /** The embedded document of an optional field, not a copy. */
    @Override
    public @Nullable Document documentOrNull(String name) {
        return valueOrNull(name, Document.class);
    }

    @Override
    public @Nullable Object put(String key, @Nullable Object value) {
        int place = placeOf(Argument.notNull("key", key));
        if (place >= 0) {
            return setValueAt(place, value);
        }
        insert(size, key, value);
        return null;
    }

    @Override
    public @Nullable Object putFirst(String key, @Nullable Object value) {
        return move(0, key, value);
    }

    @Override
    public @Nullable Object putLast(String key, @Nullable Object value) {
        return move(size(), key, value);
    }

    /**
     * Inserts a field before all others unless a field of that name exists.
     *
     * @param value supplies the value if it is needed
     * @return the field's value after the call
     */
    public @Nullable Object putFirstIfAbsent(String key, Supplier<? extends @Nullable Object> value) {
        EncodedFields unread = unread();
        if (unread != null) {
            Object found = unread.valueOrNull(Argument.notNull("key", key));
            if (found != null) {
                return found;
            }
        }
        int place = placeOf(Argument.notNull("key", key));
        if (place >= 0) {
            return valueAt(place);
        }
        Object made = Argument.notNull("value", value).get();
        insert(0, key, made);
        return made;
    }

    private @Nullable Object move(int target, String key, @Nullable Object value) {
        int place = placeOf(Argument.notNull("key", key));
        Object previous = place < 0 ? null : removeAt(place);
        insert(Math.min(target, size), key, value);
        return previous;
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
        int place = placeOf(key);
        return place < 0 ? null : removeAt(place);
    }

    @Override
    public void putAll(Map<? extends String, ? extends @Nullable Object> map) {
        Argument.notNull("map", map).forEach(this::put);
    }

    @Override
    public void clear() {
        encoded = null;
        entries = NO_ENTRIES;
        size = 0;
        index = null;
        scans = 0;
        modifications++;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
        Argument.notNull("action", action);
        int expected = modifications;
        @Nullable Object[] fields = entries(); // replaced only by changes that end the loop
        for (int i = 0; i < 2 * size; i += 2) {
            action.accept((String) Objects.requireNonNull(fields[i]), fields[i + 1]);
            DocumentView.requireUnmodified(this, expected);
        }
    }

    @Override
    public SequencedSet<String> keySet() {
        return new DocumentView.Keys(this, false);
    }

    @Override
    public SequencedSet<String> sequencedKeySet() {
        return keySet();
    }

    @Override
    public SequencedCollection<@Nullable Object> values() {
        return new DocumentView.Values(this, false);
    }

    @Override
    public SequencedCollection<@Nullable Object> sequencedValues() {
        return new DocumentView.Values(this, false);
    }

    @Override
    public SequencedSet<Map.Entry<String, @Nullable Object>> entrySet() {
        return new DocumentView.Entries(this, false);
    }

    @Override
    public SequencedSet<Map.Entry<String, @Nullable Object>> sequencedEntrySet() {
        return entrySet();
    }

    @Override
    public SequencedMap<String, @Nullable Object> reversed() {
        return new DocumentView.Reversed(this);
    }

    /** Equal to any map with the same fields in any order, as {@link Map#equals} requires. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Map<?, ?> map && entrySet().equals(map.entrySet()));
    }

    @Override
    public int hashCode() {
        @Nullable Object[] entries = entries();
        int hash = 0;
        for (int i = 0; i < 2 * size; i += 2) {
            hash += Objects.hashCode(entries[i]) ^ Objects.hashCode(entries[i + 1]);
        }
        return hash;
    }

    /**
     * Parses Extended JSON, canonical, relaxed or legacy, and mongosh syntax, such as {@code {_id:
     * ObjectId('507f1f77bcf86cd799439011'), n: NumberLong(5)}}. Use {@link
     * dev.morelia.bson.json.ExtendedJson#parse(String)} for machine-written text, or to accept nothing but Extended
     * JSON.
     *
     * @param json the text of one document
     * @throws BsonException if the text is anything else; the message has the line and column, what was found and what
     *     to do
     * @see dev.morelia.bson.json.JsonDialect#SHELL
     */
    public static Document parse(String json) {
        return new JsonParser<>(Argument.notNull("json", json), JsonDialect.SHELL, Document::new).document();
    }

    /**
     * This document in relaxed Extended JSON, on one line.
     *
     * @throws BsonException if it contains a value without a BSON type
     * @see dev.morelia.bson.json.ExtendedJson
     */
    public String toJson() {
        return new JsonWriter(JsonMode.RELAXED, false).write(this);
    }

    /**
     * Like {@link #toJson()}, but never throws, whatever the document holds: values without a BSON type are shown as
     * strings with their {@code toString()}, a document or list that contains itself as {@code "(this document)"} and
     * {@code "(this list)"}, and anything nested deeper than 200 levels as {@code "..."}. For people and logs; only the
     * result of {@link #toJson()} can be parsed back reliably.
     */
    @Override
    public String toString() {
        return JsonDescription.of(this);
    }

    @Override
    BsonException missing(String name, String expected) {
        return FieldValues.missing(name, expected, keySet(), null);
    }

    int modifications() {
        return modifications;
    }

    String keyAt(int place) {
        return (String) Objects.requireNonNull(entries()[2 * place]);
    }

    @Nullable
    Object valueAt(int place) {
        return entries()[2 * place + 1];
    }

    @Nullable
    Object setValueAt(int place, @Nullable Object value) {
        @Nullable Object[] entries = entries();
        Object previous = entries[2 * place + 1];
        entries[2 * place + 1] = value;
        return previous;
    }

    @Nullable
    Object removeAt(int place) {
        @Nullable Object[] entries = entries();
        Object previous = entries[2 * place + 1];
        System.arraycopy(entries, 2 * place + 2, entries, 2 * place, 2 * (size - place - 1));
        size--;
        entries[2 * size] = null;
        entries[2 * size + 1] = null;
        index = null;
        scans = 0;
        modifications++;
        return previous;
    }

    private void insert(int place, String key, @Nullable Object value) {
        @Nullable Object[] entries = entries();
        if (2 * size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(8, 4 * size));
            this.entries = entries;
        }
        System.arraycopy(entries, 2 * place, entries, 2 * place + 2, 2 * (size - place));
        entries[2 * place] = key;
        entries[2 * place + 1] = value;
        KeyIndex kept = index;
        if (kept != null && place == size) {
            kept.add(entries, place);
        } else if (kept != null) {
            index = null;
            scans = 0;
        }
        size++;
        modifications++;
    }

    @Serial
    private Object writeReplace() {
        return new Entries(Arrays.copyOf(entries(), 2 * size));
    }

    private @Nullable Object[] entries() {
        EncodedFields unread = unread();
        if (unread != null) {
            @Nullable Object[] decoded = unread.decode();
            // The size first, so that it is set once the entries are visible. Threads that race here decode the same
            // fields; the nested documents of the first one are kept.
            size = decoded.length / 2;
            ENTRIES.compareAndSet(this, NOT_DECODED, decoded);
            ENCODED.setRelease(this, (EncodedFields) null);
        }
        return entries;
    }

    private @Nullable EncodedFields unread() {
        return (EncodedFields) ENCODED.getAcquire(this);
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Document.class, field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int placeOf(@Nullable Object key) {
        if (!(key instanceof String name)) {
            return -1;
        }
        @Nullable Object[] entries = entries();
        if (size > KeyIndex.SMALLEST) {
            if (name.equals(entries[0])) {
                return 0; // usually _id, which an insert has just added: no index is built for it
            }
            KeyIndex found = index;
            if (found == null && scans++ >= SCANS_BEFORE_INDEX) {
                found = KeyIndex.of(entries, size);
                index = found;
            }
            if (found != null) {
                return found.find(name, entries);
            }
        }
        for (int i = 0; i < 2 * size; i += 2) {
            if (name.equals(entries[i])) {
                return i / 2;
            }
        }
        return -1;
    }

    /** The serialized form: keys at even indexes, each followed by its value. */
    private static final class Entries implements Serializable {
        private static final long serialVersionUID = 1L;

        private final @Nullable Object[] entries;

        Entries(@Nullable Object[] entries) {
            this.entries = entries;
        }

        @Serial
        private Object readResolve() {
            return ofEntries(entries);
        }
    }
}
