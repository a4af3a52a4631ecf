package dev.morelia.bson.io;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.internal.DocumentAccess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole documents. Does the same as {@link BsonInput} element by element, but for speed reads the frequent types
 * here, with the position in a local variable; the others are left to the input.
 *
 * <p>The array of a document is created with the number of fields that the last document with the same first key had,
 * so that it rarely has to grow or to be trimmed. Values are stored nowhere else meanwhile: a store into an array that
 * has survived a few collections, such as a stack of a reused reader, takes longer than the rest of reading a field.
 * Readers are reused, by any thread, for the tables that show whether keys differ.
 */
final class DocumentReader {
    private static final int SPARES = 16;
    private static final int LARGEST_SPARE = 4096;

    /**
     * A wrong guess is rarely corrected: threads that read different documents would keep overwriting each other's
     * guesses.
     */
    private static final int GUESSES_PER_LESSON = 16;

    /**
     * One of so many documents with unexpected names is learned from: a prime number, because documents of different
     * kinds may take turns.
     */
    private static final int DOCUMENTS_PER_LESSON = 13;

    private static final AtomicReferenceArray<@Nullable DocumentReader> SPARE = new AtomicReferenceArray<>(SPARES);

    private final KeyHashes hashes = new KeyHashes();
    private int wrongGuesses;
    private int unexpected;

    /** The document being read, if larger documents inside it stay encoded; null if everything is decoded. */
    private @Nullable EncodedDocument encoded;

    /** How many keys of the outermost document were not in the cache. */
    private int misses;

    private DocumentReader() {}

    /** Reads the document at the input's position, whose size has been checked. */
    static Document document(BsonInput input, int size, int depth) {
        DocumentReader reader = take();
        Document document = reader.document(input, input.position, size, depth);
        reader.giveBack();
        return document;
    }

    /** Reads the document at the input's position, whose size has been checked; larger ones inside stay encoded. */
    static @Nullable Object[] level(BsonInput input, EncodedDocument encoded, int size, int depth) {
        DocumentReader reader = take();
        reader.encoded = encoded;
        @Nullable Object[] fields = reader.fields(input, input.position, size, depth);
        reader.encoded = null;
        reader.giveBack();
        return fields;
    }

    /** Reads the array at the input's position, whose size has been checked. */
    static List<@Nullable Object> array(BsonInput input, int size, int depth) {
        DocumentReader reader = take();
        List<@Nullable Object> values = list(
                reader.elements(input, input.position + 4, input.position + size - 1, depth, false));
        reader.giveBack();
        return values;
    }

    /** Reads the code with scope at the input's position, whose size has been checked. */
    static CodeWithScope codeWithScope(BsonInput input, int size, int depth) {
        DocumentReader reader = take();
        CodeWithScope code = reader.codeWithScope(input, input.position, size, depth);
        reader.giveBack();
        return code;
    }

    private static DocumentReader take() {
        DocumentReader spare = SPARE.getAndSet(spareOfThread(), null);
        return spare != null ? spare : new DocumentReader();
    }

    /** Not called after an exception: the reader is then dropped. */
    private void giveBack() {
        if (hashes.capacity() <= LARGEST_SPARE) {
            misses = 0;
            SPARE.setRelease(spareOfThread(), this);
        }
    }

    private static int spareOfThread() {
        return (int) Thread.currentThread().threadId() & (SPARES - 1);
    }

    private Document document(BsonInput input, int at, int size, int depth) {
        return DocumentAccess.ofDistinct(fields(input, at, size, depth));
    }

    /** Reads the fields of a document: keys, without duplicates, at even indexes, each followed by its value. */
    private @Nullable Object[] fields(BsonInput input, int at, int size, int depth) {
        int firstHash = hashes.size();
        return checked(elements(input, at + 4, at + size - 1, depth, true), firstHash);
    }

    /** Fields without duplicates, of which the hashes stand from an index on. */
    private @Nullable Object[] checked(@Nullable Object[] entries, int firstHash) {
        if (hashes.size() == firstHash) {
            return entries; // its names are the expected ones
        }
        if (!hashes.differ(firstHash)) {
            return distinct(entries);
        }
        if (++unexpected % DOCUMENTS_PER_LESSON == 0) {
            ExpectedNames.learn(entries);
        }
        return entries;
    }

    /** Of a duplicate name, the last value wins. */
    private static @Nullable Object[] distinct(@Nullable Object[] entries) {
        var fields = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < entries.length; i += 2) {
            fields.put(entries[i], entries[i + 1]);
        }
        @Nullable Object[] distinct = new @Nullable Object[2 * fields.size()];
        int at = 0;
        for (var field : fields.entrySet()) {
            distinct[at++] = field.getKey();
            distinct[at++] = field.getValue();
        }
        return distinct;
    }

    private static List<@Nullable Object> list(@Nullable Object[] elements) {
        var values = new ArrayList<@Nullable Object>(elements.length);
        for (Object element : elements) {
            values.add(element);
        }
        return values;
    }

    private CodeWithScope codeWithScope(BsonInput input, int at, int size, int depth) {
        int end = at + size;
        String code = input.text(at + 4, end);
        int scope = input.position;
        int scopeSize = input.documentSize(scope, end);
        if (scope + scopeSize != end) {
            throw input.failureAt(at, "the lengths of code and scope contradict each other");
        }
        return new CodeWithScope(code, document(input, scope, scopeSize, depth));
    }

    /** Reads the elements up to an end: their values, each after its name if they are named. */
    private @Nullable Object[] elements(BsonInput input, int from, int end, int depth, boolean named) {
        if (depth > input.limits().maxDepthRead()) {
            throw input.tooDeep(from - 4);
        }
        byte[] bytes = input.buffer;
        KeyCache.Key first = KeyCache.NO_KEY;
        KeyCache.Key last = first;
        ExpectedNames names = named ? expected(input, from, end) : ExpectedNames.NONE;
        @Nullable Object[] entries = names.entries();
        int expected = entries.length;
        int count = 0;
        int at = from;
        while (at < end) {
            int element = at;
            if (count < expected && names.at(count).standsAt(bytes, element + 1, end)) {
                at = element + names.at(count++).length() + 2;
            } else {
                if (expected > 0) {
                    last = names.leave(entries, count, hashes);
                    expected = 0;
                }
                KeyCache.Key key = named ? key(input, last, element + 1, end) : null;
                if (count + 2 > entries.length) {
                    first = count == 0 && key != null ? key : first;
                    entries = Arrays.copyOf(entries, count == 0 ? first.entries() : 2 * count);
                }
                if (key != null) {
                    entries[count++] = key.text();
                    hashes.push(key.hash());
                    last = key;
                    at = element + key.length() + 2;
                } else {
                    int nameEnd = input.cStringEnd(element + 1, end);
                    if (named) {
                        entries[count++] = missedKey(input, element + 1, nameEnd);
                    }
                    at = nameEnd + 1;
                }
            }
            Object value;
            switch (bytes[element]) {
                case 0x01 -> {
                    value = (double) ByteOutput.FLOAT64.get(bytes, require(8, at, end, input, element));
                    at += 8;
                }
                case 0x02 -> {
                    int length = textLength(input, require(5, at, end, input, element), end);
                    value = input.utf8(at + 4, at + 3 + length);
                    at += 4 + length;
                }
                case 0x03, 0x04 -> {
                    int size = input.documentSize(at, end);
                    value = nested(input, bytes[element] == 0x03, at, size, depth + 1);
                    at += size;
                }
                case 0x07 -> {
                    value = ObjectId.ofBytes(bytes, require(12, at, end, input, element));
                    at += 12;
                }
                case 0x08 -> {
                    value = bool(input, require(1, at, end, input, element));
                    at += 1;
                }
                case 0x09 -> {
                    long millis = (long) ByteOutput.INT64.get(bytes, require(8, at, end, input, element));
                    value = Instant.ofEpochMilli(millis);
                    at += 8;
                }
                case 0x0A -> value = null;
                case 0x0F -> {
                    int size = input.documentSize(at, end, ByteInput.SMALLEST_CODE_WITH_SCOPE);
                    value = codeWithScope(input, at, size, depth + 1);
                    at += size;
                }
                case 0x10 -> {
                    value = (int) ByteOutput.INT32.get(bytes, require(4, at, end, input, element));
                    at += 4;
                }
                case 0x12 -> {
                    value = (long) ByteOutput.INT64.get(bytes, require(8, at, end, input, element));
                    at += 8;
                }
                default -> {
                    value = ValueReader.read(input, input.uuidRepresentation, element, at, end);
                    at = input.position;
                }
            }
            entries[count++] = value;
        }
        if (count == entries.length) {
            return entries;
        }
        first.entries(count);
        return Arrays.copyOf(entries, count);
    }

    /** Calls {@link #elements} itself: at the maximum depth, each frame between them counts. */
    private Object nested(BsonInput input, boolean isDocument, int at, int size, int depth) {
        if (isDocument && encoded != null && EncodedDocument.keeps(size)) {
            return encoded.inner(at, depth);
        }
        int firstHash = hashes.size();
        @Nullable Object[] read = elements(input, at + 4, at + size - 1, depth, isDocument);
        return isDocument ? DocumentAccess.ofDistinct(checked(read, firstHash)) : list(read);
    }

    /** The names that a document is expected to have whose elements begin at a position. */
    private ExpectedNames expected(BsonInput input, int from, int end) {
        KeyCache.Key first = from < end ? key(input, KeyCache.NO_KEY, from + 1, end) : null;
        return first == null ? ExpectedNames.NONE : ExpectedNames.after(first);
    }

    /**
     * The key at a position, or null if it is not in the cache. Documents of a collection resemble each other, so the
     * key before it in its document predicts it.
     */
    private KeyCache.@Nullable Key key(BsonInput input, KeyCache.Key last, int from, int end) {
        KeyCache.Key guess = last.successor();
        if (guess != null && guess.standsAt(input.buffer, from, end)) {
            return guess;
        }
        if (misses >= KeyCache.MISSES_BEFORE_DATA) {
            return null;
        }
        KeyCache.Key key = KeyCache.find(input.buffer, from, input.cStringEnd(from, end) - from);
        if (key != null && (guess == null || ++wrongGuesses % GUESSES_PER_LESSON == 0)) {
            last.successor(key);
        }
        return key;
    }

    private String missedKey(BsonInput input, int from, int to) {
        String text = misses++ < KeyCache.MISSES_BEFORE_DATA ? input.missedKey(from, to) : input.utf8(from, to);
        hashes.push(text.hashCode());
        return text;
    }

    private static int textLength(BsonInput input, int at, int end) {
        int length = (int) ByteOutput.INT32.get(input.buffer, at);
        if (length < 1 || length > end - at - 4 || input.buffer[at + 3 + length] != 0) {
            throw input.failureAt(at, "a string of length " + length + " does not end with NUL within its document");
        }
        return length;
    }

    private static Boolean bool(BsonInput input, int at) {
        byte value = input.buffer[at];
        if ((value & ~1) != 0) {
            throw input.failureAt(at, "a boolean must be 0 or 1, but is " + (value & 0xFF));
        }
        return value == 1;
    }

    private static int require(int bytes, int at, int end, BsonInput input, int element) {
        if (at > end - bytes) {
            throw input.overrun(BsonType.of(input.buffer[element]), at);
        }
        return at;
    }
}
