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
 * <p>Values are collected on a stack until their document ends, so that each document gets an array of exactly its
 * size. Readers are reused, by any thread, so that their stack does not have to grow each time.
 */
final class DocumentReader {
    private static final int SPARES = 16;
    private static final int LARGEST_SPARE = 4096;

    /**
     * A wrong guess is rarely corrected: threads that read different documents would keep overwriting each other's
     * guesses.
     */
    private static final int GUESSES_PER_LESSON = 16;

    private static final AtomicReferenceArray<@Nullable DocumentReader> SPARE = new AtomicReferenceArray<>(SPARES);

    private final KeyHashes hashes = new KeyHashes();
    private @Nullable Object[] stack = new @Nullable Object[64];
    private int top;
    private int highest;

    /** The key read last: documents of a collection resemble each other, so it predicts the next key. */
    private KeyCache.Key lastKey = KeyCache.NO_KEY;

    private int wrongGuesses;

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
        List<@Nullable Object> values = reader.array(input, input.position, size, depth);
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
        if (stack.length <= LARGEST_SPARE && hashes.capacity() <= LARGEST_SPARE) {
            Arrays.fill(stack, 0, highest, null);
            highest = 0;
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
        int base = top;
        int firstHash = hashes.size();
        elements(input, at + 4, at + size - 1, depth, true);
        @Nullable Object[] entries = Arrays.copyOfRange(stack, base, top);
        drop(base);
        return hashes.differ(firstHash) ? entries : distinct(entries);
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

    private List<@Nullable Object> array(BsonInput input, int at, int size, int depth) {
        int base = top;
        elements(input, at + 4, at + size - 1, depth, false);
        var values = new ArrayList<@Nullable Object>(top - base);
        for (int i = base; i < top; i++) {
            values.add(stack[i]);
        }
        drop(base);
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

    private void drop(int base) {
        highest = Math.max(highest, top);
        top = base;
    }

    private void elements(BsonInput input, int from, int end, int depth, boolean named) {
        if (depth > input.limits().maxDepthRead()) {
            throw input.tooDeep(from - 4);
        }
        byte[] bytes = input.buffer;
        int at = from;
        while (at < end) {
            int element = at;
            at = name(input, element, end, named);
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
            push(value);
        }
    }

    private Object nested(BsonInput input, boolean isDocument, int at, int size, int depth) {
        if (!isDocument) {
            return array(input, at, size, depth);
        }
        return encoded != null && EncodedDocument.keeps(size)
                ? encoded.inner(at, depth)
                : document(input, at, size, depth);
    }

    /** Reads an element's name and returns the position after it. */
    private int name(BsonInput input, int element, int end, boolean named) {
        int from = element + 1;
        if (named) {
            KeyCache.Key guess = lastKey.successor();
            if (guess != null && guess.standsAt(input.buffer, from, end)) {
                pushKey(guess);
                return from + guess.length() + 1;
            }
        }
        int nameEnd = input.cStringEnd(from, end);
        if (named) {
            pushKey(input, from, nameEnd);
        }
        return nameEnd + 1;
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

    private void pushKey(BsonInput input, int from, int to) {
        KeyCache.Key key = misses < KeyCache.MISSES_BEFORE_DATA ? KeyCache.find(input.buffer, from, to - from) : null;
        if (key == null) {
            String text = misses++ < KeyCache.MISSES_BEFORE_DATA ? input.missedKey(from, to) : input.utf8(from, to);
            push(text);
            hashes.push(text.hashCode());
            return;
        }
        if (lastKey.successor() == null || ++wrongGuesses % GUESSES_PER_LESSON == 0) {
            lastKey.successor(key);
        }
        pushKey(key);
    }

    private void pushKey(KeyCache.Key key) {
        push(key.text());
        hashes.push(key.hash());
        lastKey = key;
    }

    private void push(@Nullable Object value) {
        if (top == stack.length) {
            stack = Arrays.copyOf(stack, 2 * top);
        }
        stack[top++] = value;
    }

    private static int require(int bytes, int at, int end, BsonInput input, int element) {
        if (at > end - bytes) {
            throw input.overrun(BsonType.of(input.buffer[element]), at);
        }
        return at;
    }
}
