package dev.morelia.bson.internal.json;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.internal.json.DirectText.NotDirectException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encodes documents in Extended JSON without creating objects for their fields and values. Handles what exports consist
 * of: strict JSON and the usual type wrappers. For everything else, errors included, the answer is null, and the caller
 * uses {@link JsonParser}, with which this class agrees on what it handles. Not thread-safe.
 */
public final class JsonToBson {
    /** Far from what the parser allows, which counts levels in another way. */
    private static final int MAXIMUM_DEPTH = 100;

    /** Looking for duplicates takes time in proportion to the square of this. */
    private static final int MAXIMUM_FIELDS = 1_000;

    /** A name makes room for itself, its NUL, and a value of fixed size or the length of another one. */
    private static final int ROOM_AFTER_NAME = 32;

    private final DirectText text = new DirectText();
    private final BsonBlock target = new BsonBlock();
    private final DirectWrappers wrappers = new DirectWrappers(text, target);

    /** Hash codes of the names in the open documents, the outermost first. */
    private long[] names = new long[64];

    private int nameCount;
    private int depth;

    /**
     * Encodes the document that a part of a text consists of.
     *
     * @return the document, a view of an array that it may share with others; null if that is not possible here
     */
    public @Nullable RawDocument encode(byte[] utf8, int from, int to) {
        text.begin(utf8, from, to);
        target.begin();
        nameCount = 0;
        depth = 0;
        try {
            text.expect('{');
            target.reserve(ROOM_AFTER_NAME);
            fields();
            text.expectEnd();
            return target.document();
        } catch (NotDirectException left) {
            return null;
        } finally {
            text.release();
        }
    }

    /** Consumes a document from its first field on. */
    private void fields() {
        enter();
        int start = target.position();
        target.skip(Integer.BYTES);
        int firstName = nameCount;
        long bits = 0;
        if (text.peek() == '}') {
            text.take();
        } else {
            do {
                int typeAt = target.position();
                target.skip(1);
                long hash = name();
                bits = distinct(bits, hash, firstName);
                value(typeAt);
            } while (isFollowed('}'));
        }
        nameCount = firstName;
        leave(start);
    }

    private void enter() {
        if (++depth > MAXIMUM_DEPTH) {
            throw NotDirectException.INSTANCE;
        }
    }

    private void leave(int start) {
        depth--;
        target.reserve(1 + ROOM_AFTER_NAME);
        target.write(0);
        target.setInt32(start, target.position() - start);
    }

    private boolean isFollowed(char closing) {
        int c = text.take();
        if (c == ',') {
            return true;
        }
        if (c != closing) {
            throw NotDirectException.INSTANCE;
        }
        return false;
    }

    /** Consumes a name and the colon after it; returns its hash code. */
    private long name() {
        text.peek();
        if (text.atStringWith('$') && !isReference()) {
            throw NotDirectException.INSTANCE;
        }
        int position = text.position();
        int start = target.position();
        text.copyString(target, 1 + ROOM_AFTER_NAME);
        int length = target.position() - start;
        // Escapes are longer than what they stand for.
        boolean escaped = text.position() - position - 2 != length;
        if (escaped && (target.has(start, '$') || target.has(start, '\0'))) {
            throw NotDirectException.INSTANCE;
        }
        // The bytes in the text are read faster than those that were just written.
        long hash = escaped ? target.hash(start) : BsonBlock.hash(text.bytes(), position + 1, position + 1 + length);
        text.expect(':');
        target.write(0);
        return hash;
    }

    /** Whether a name with a dollar sign is one of those of a reference to a document, which are usual names. */
    private boolean isReference() {
        int position = text.position();
        Slice name = text.plain();
        text.rewind(position);
        return name.is("$ref") || name.is("$id") || name.is("$db");
    }

    /** Of a name that occurs twice, the parser keeps the last value. */
    private long distinct(long bits, long hash, int firstName) {
        long bit = 1L << hash;
        if ((bits & bit) != 0) {
            for (int i = firstName; i < nameCount; i++) {
                if (names[i] == hash) {
                    throw NotDirectException.INSTANCE;
                }
            }
        }
        if (nameCount - firstName == MAXIMUM_FIELDS) {
            throw NotDirectException.INSTANCE;
        }
        if (nameCount == names.length) {
            names = Arrays.copyOf(names, 2 * nameCount);
        }
        names[nameCount++] = hash;
        return bits | bit;
    }

    /** Consumes a value, for which there is room if it has a fixed size. */
    private void value(int typeAt) {
        int c = text.peek();
        switch (c) {
            case '"' -> {
                target.setByte(typeAt, BsonType.STRING.code());
                string();
            }
            case '{' -> {
                text.take();
                object(typeAt);
            }
            case '[' -> {
                text.take();
                target.setByte(typeAt, BsonType.ARRAY.code());
                elements();
            }
            case 't' -> bool(typeAt, "true");
            case 'f' -> bool(typeAt, "false");
            case 'n' -> {
                text.expectWord("null");
                target.setByte(typeAt, BsonType.NULL.code());
            }
            default -> number(typeAt);
        }
    }

    private void string() {
        int start = target.position();
        target.skip(Integer.BYTES);
        text.copyString(target, 1 + ROOM_AFTER_NAME);
        target.write(0);
        target.setInt32(start, target.position() - start - Integer.BYTES);
    }

    private void bool(int typeAt, String word) {
        text.expectWord(word);
        target.setByte(typeAt, BsonType.BOOLEAN.code());
        target.write(word.length() == 4 ? 1 : 0);
    }

    private void number(int typeAt) {
        int start = text.position();
        long integer = text.integer();
        if (text.atFraction()) {
            target.setByte(typeAt, BsonType.DOUBLE.code());
            target.writeInt64(Double.doubleToRawLongBits(text.float64(start)));
        } else if (integer == (int) integer) {
            target.setByte(typeAt, BsonType.INT32.code());
            target.writeInt32((int) integer);
        } else {
            target.setByte(typeAt, BsonType.INT64.code());
            target.writeInt64(integer);
        }
    }

    private void object(int typeAt) {
        text.peek();
        if (text.atStringWith('$') && !isReference()) {
            target.setByte(typeAt, wrappers.value().code());
            text.expect('}');
        } else {
            target.setByte(typeAt, BsonType.DOCUMENT.code());
            fields();
        }
    }

    private void elements() {
        enter();
        int start = target.position();
        target.skip(Integer.BYTES);
        if (text.peek() == ']') {
            text.take();
        } else {
            int index = 0;
            do {
                target.reserve(2 * ROOM_AFTER_NAME);
                int typeAt = target.position();
                target.skip(1);
                target.writeDigits(index++);
                target.write(0);
                value(typeAt);
            } while (isFollowed(']'));
        }
        leave(start);
    }
}
