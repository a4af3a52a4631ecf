package dev.morelia.compat.internal.values;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.CommandAbandonedException;
import org.bson.BsonBinaryWriter;
import org.bson.BsonSerializationException;
import org.bson.RawBsonDocument;
import org.bson.codecs.Encoder;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.RawBsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the documents of one operation with an official codec, straight into the output of Morelia. What the codec
 * throws ends the command, so that nothing of it is sent. Not thread-safe.
 */
public final class DocumentEncoder<T> {
    private final Encoder<T> encoder;
    private @Nullable DocumentOutput output;
    private @Nullable BsonBinaryWriter writer;

    /** Encodes with this codec. */
    public DocumentEncoder(Encoder<T> encoder) {
        this.encoder = encoder;
    }

    /**
     * Encodes a document whose fields keep their order, {@code _id} included.
     *
     * @throws CommandAbandonedException if the codec throws anything; the output is where it was
     */
    public void encode(BsonOutput target, T document) {
        encode(target, document, Bytes.PLAIN);
    }

    /** As {@link #encode(BsonOutput, Object)}, for a document to be inserted: {@code _id} comes first. */
    public void encodeCollectible(BsonOutput target, T document) {
        encode(target, document, Bytes.COLLECTIBLE);
    }

    private void encode(BsonOutput target, T document, EncoderContext context) {
        if (document instanceof RawBsonDocument raw && encoder instanceof RawBsonDocumentCodec) {
            target.raw(raw.getBackingArray(), raw.getByteOffset(), raw.getByteLength());
            return;
        }
        DocumentOutput known = output(target);
        BsonBinaryWriter reused = writer;
        writer = null; // It is of no use after a failure.
        known.begin(target);
        try {
            BsonBinaryWriter used = reused == null ? new BsonBinaryWriter(known) : reused;
            encoder.encode(used, document, context);
            if (!known.end()) {
                throw new BsonSerializationException(
                        "the codec " + encoder.getClass().getName()
                                + " has not written a whole document, so nothing of its command is sent");
            }
            writer = used;
        } catch (Throwable failure) {
            known.drop();
            throw new CommandAbandonedException(failure);
        }
    }

    private DocumentOutput output(BsonOutput target) {
        DocumentOutput known = output;
        if (known == null) {
            known = new DocumentOutput(target);
            output = known;
        }
        return known;
    }
}
