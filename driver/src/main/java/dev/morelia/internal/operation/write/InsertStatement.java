package dev.morelia.internal.operation.write;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Undefined;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.WholeDocument;
import dev.morelia.internal.argument.WriteArgument;
import dev.morelia.internal.command.Limits;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A document to insert. One without an {@code _id} gets an {@link ObjectId}: a {@link Document} of the caller keeps it
 * (as in PyMongo, so that the program can go on with the document), for any other class it is written in front of the
 * encoded fields, or the value is rejected because its codec could not read an ObjectId there. Either way the id stays
 * the same when the statement is written again for a retry.
 */
public final class InsertStatement<T> implements WriteStatement {
    /** The room a generated id takes: type byte, {@code "_id"} with its NUL, twelve bytes. */
    private static final byte[] GAP = {
        0, 0, 0, 0, (byte) BsonType.OBJECT_ID.code(), '_', 'i', 'd', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final String ID = "_id";

    private final T document;
    private final Codec<T> codec;
    private @Nullable Object id;

    /** Inserts this document as the codec encodes it. */
    public InsertStatement(T document, Codec<T> codec) {
        this.document = document;
        this.codec = codec;
    }

    /** The {@code _id} it was written with; null before the first {@link #write} and for an {@code _id} of null. */
    @Override
    public @Nullable Object id() {
        return id;
    }

    @Override
    public boolean multi() {
        return false;
    }

    @Override
    public void write(BsonOutput out, Limits limits) {
        int start = out.position();
        if (document instanceof Document fields) {
            id = fields.putFirstIfAbsent(ID, ObjectId::new);
            WholeDocument.write(out, "document", document, codec);
        } else {
            writeWithRoomForId(out, start);
        }
        checkId();
        checkLength(out.position() - start, limits, id);
    }

    @Override
    public void writeFields(BsonOutput out, Limits limits) {
        out.name("document");
        write(out, limits);
    }

    static void checkLength(int length, Limits limits, @Nullable Object id) {
        if (length > limits.maxBsonObjectSize()) {
            throw new IllegalArgumentException("document must not be larger than " + limits.maxBsonObjectSize()
                    + " bytes, got " + length + " bytes (_id: " + id + ")");
        }
    }

    @Override
    public void failedIn(BsonOutput out) {
        if (id == null) {
            id = out.failure("", null).documentId();
        }
    }

    /** The server rejects these too, but only after the whole document was sent. */
    private void checkId() {
        if (id instanceof Collection<?> || id instanceof Regex || id instanceof Undefined) {
            throw Argument.rejected("_id", id, "must not be an array, a regular expression or undefined");
        }
    }

    /**
     * Encodes after a gap of the size of a generated id. Where one is needed, the document's length moves to the start
     * of the gap and the id fills the rest up to the first field; where the document brings its own id, the document
     * moves into the gap.
     */
    private void writeWithRoomForId(BsonOutput out, int start) {
        out.writeBytes(GAP, 0, GAP.length);
        int encodedAt = out.position();
        RawDocument encoded = WholeDocument.write(out, "document", document, codec);
        int encodedLength = encoded.length();
        byte[] buffer = out.buffer();
        if (encoded.has(ID)) {
            id = encoded.valueOrNull(ID, out.context().uuidRepresentation());
            System.arraycopy(buffer, encodedAt, buffer, start, encodedLength);
            out.position(start + encodedLength);
            return;
        }
        WriteArgument.generatedId("document", "set it", codec.requiredIdType(document));
        ObjectId generated = id instanceof ObjectId known ? known : new ObjectId();
        id = generated;
        System.arraycopy(GAP, 0, buffer, start, GAP.length);
        generated.writeTo(buffer, start + GAP.length - 8);
        out.setInt32(start, encodedLength + GAP.length);
    }
}
