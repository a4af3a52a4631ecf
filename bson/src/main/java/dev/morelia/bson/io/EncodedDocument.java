package dev.morelia.bson.io;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.internal.DocumentAccess;
import dev.morelia.bson.internal.EncodedFields;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The encoded form of a {@link Document} before first access: its bytes, which never change, and the settings for
 * decoding them. Decodes one level; larger documents inside stay encoded and share the bytes. Immutable and
 * thread-safe.
 */
final class EncodedDocument implements EncodedFields {
    /** Smaller documents are decoded with the enclosing one: deferring that would cost as much as it saves. */
    private static final int MIN_DEFERRED_BYTES = 128;

    /** In an array of at least this length, a part that is much smaller is copied, because it may outlive the rest. */
    private static final int LARGE_BYTES = 64 * 1024;

    private static final int MUCH_SMALLER = 16;

    private static final int EMPTY_BYTES = 5;

    private final byte[] bytes;
    private final int at;
    private final int depth;
    private final BsonLimits limits;
    private final UuidRepresentation uuidRepresentation;

    private EncodedDocument(byte[] bytes, int at, int depth, BsonLimits limits, UuidRepresentation uuidRepresentation) {
        this.bytes = bytes;
        this.at = at;
        this.depth = depth;
        this.limits = limits;
        this.uuidRepresentation = uuidRepresentation;
    }

    /** The document at a position in an array, whose length has been checked. The bytes are copied. */
    static Document copied(BsonInput input, int at, int size) {
        byte[] bytes = Arrays.copyOfRange(input.buffer, at, at + size);
        return DocumentAccess.of(new EncodedDocument(bytes, 0, 1, input.limits(), input.uuidRepresentation));
    }

    /** Whether a document of this size inside this one stays encoded. */
    static boolean keeps(int size) {
        return size >= MIN_DEFERRED_BYTES;
    }

    /** The document at a position inside this one, whose length has been checked. */
    Document inner(int place, int innerDepth) {
        int size = (int) ByteOutput.INT32.get(bytes, place);
        if (bytes.length >= LARGE_BYTES && size < bytes.length / MUCH_SMALLER) {
            byte[] own = Arrays.copyOfRange(bytes, place, place + size);
            return DocumentAccess.of(new EncodedDocument(own, 0, innerDepth, limits, uuidRepresentation));
        }
        return DocumentAccess.of(new EncodedDocument(bytes, place, innerDepth, limits, uuidRepresentation));
    }

    @Override
    public @Nullable Object[] decode() {
        var input = new BsonInput(bytes, 0, bytes.length, limits);
        input.uuidRepresentation(uuidRepresentation);
        input.position = at;
        return DocumentReader.level(input, this, input.documentSize(at, bytes.length), depth);
    }

    @Override
    public @Nullable Object valueOrNull(String name) {
        var input = new BsonInput(bytes, at, size(), limits);
        input.uuidRepresentation(uuidRepresentation);
        try {
            input.startDocument();
            return input.find(name) ? input.value() : null;
        } catch (BsonException e) {
            return null; // decoding reports the error and its position in the whole document
        }
    }

    @Override
    public @Nullable String firstKeyOrNull() {
        var input = new BsonInput(bytes, at, size(), limits);
        input.startDocument();
        return input.next() == null ? null : input.name();
    }

    @Override
    public boolean isEmpty() {
        return size() == EMPTY_BYTES;
    }

    @Override
    public boolean writeTo(BsonOutput output) {
        if (output.uuidRepresentation != uuidRepresentation) {
            return false;
        }
        output.raw(bytes, at, size());
        return true;
    }

    private int size() {
        return (int) ByteOutput.INT32.get(bytes, at);
    }
}
