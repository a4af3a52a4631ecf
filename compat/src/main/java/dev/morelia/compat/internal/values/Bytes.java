package dev.morelia.compat.internal.values;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonDocumentWrapper;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.Decoder;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.Encoder;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Documents and values of both drivers, carried over as bytes: the official codecs write and read whole documents, and
 * Morelia only transfers them. What a codec throws passes as it is.
 */
public final class Bytes {
    private static final BsonDocumentCodec DOCUMENTS = new BsonDocumentCodec();
    static final EncoderContext PLAIN = EncoderContext.builder().build();
    static final EncoderContext COLLECTIBLE =
            EncoderContext.builder().isEncodingCollectibleDocument(true).build();
    static final DecoderContext DECODING = DecoderContext.builder().build();
    private static final RawDocument EMPTY = RawDocument.encode(new Document());
    private static final String VALUE = "v";

    /** Most filters and updates are shorter. */
    private static final int INITIAL_BYTES = 256;

    private Bytes() {}

    /**
     * Encodes what a method takes as {@link Bson}: a filter, an update, a sort order; fields keep their order.
     *
     * @param document the document; null for an empty one
     * @param documentClass the class of the documents of the collection
     */
    public static RawDocument encode(@Nullable Bson document, Class<?> documentClass, CodecRegistry registry) {
        return document == null ? EMPTY : raw(document.toBsonDocument(documentClass, registry));
    }

    /** As the other one, for options that may be absent. */
    public static @Nullable RawDocument encodeOrNull(
            @Nullable Bson document, Class<?> documentClass, CodecRegistry registry) {
        return document == null ? null : encode(document, documentClass, registry);
    }

    /**
     * As {@link #encode(Bson, Class, CodecRegistry)}, for methods of Morelia that take a document. It is sent as the
     * bytes that the official codecs wrote.
     */
    public static Document document(@Nullable Bson document, Class<?> documentClass, CodecRegistry registry) {
        return encode(document, documentClass, registry).input().documentOnDemand();
    }

    /** As {@link #document}, for options that may be absent. */
    public static @Nullable Document documentOrNull(
            @Nullable Bson document, Class<?> documentClass, CodecRegistry registry) {
        return document == null ? null : document(document, documentClass, registry);
    }

    /** Encodes a value as a document whose fields keep their order, {@code _id} included. */
    public static <T> RawDocument encode(T value, Encoder<T> encoder) {
        return encode(value, encoder, PLAIN);
    }

    /** Encodes a document to be stored by an insert or a replacement: {@code _id} comes first. */
    public static <T> RawDocument encodeCollectible(T value, Encoder<T> encoder) {
        return encode(value, encoder, COLLECTIBLE);
    }

    private static <T> RawDocument encode(T value, Encoder<T> encoder, EncoderContext context) {
        var output = new BasicOutputBuffer(INITIAL_BYTES);
        try (var writer = new BsonBinaryWriter(output)) {
            encoder.encode(writer, value, context);
        }
        // The buffer is not used again, so that its array need not be copied.
        return RawDocument.of(output.getInternalBuffer(), 0, output.getSize());
    }

    /** Decodes a document. */
    public static <T> T decode(RawDocument document, Decoder<T> decoder) {
        return new DocumentDecoder<>(decoder).decode(document);
    }

    /** The same document as a modifiable value of the official driver. */
    public static BsonDocument bson(RawDocument document) {
        return decode(document, DOCUMENTS);
    }

    /** The same document as a modifiable value of the official driver. */
    public static BsonDocument bson(Document document) {
        return bson(RawDocument.encode(document));
    }

    /** As {@link #bson(Document)}, for documents that may be absent. */
    public static @Nullable BsonDocument bsonOrNull(@Nullable Document document) {
        return document == null ? null : bson(document);
    }

    /** The same document as bytes; a document that wraps a value is encoded without being unwrapped. */
    public static RawDocument raw(BsonDocument document) {
        if (document instanceof RawBsonDocument encoded) {
            return RawDocument.of(encoded.getBackingArray(), encoded.getByteOffset(), encoded.getByteLength());
        }
        if (document instanceof BsonDocumentWrapper<?> wrapper && !wrapper.isUnwrapped()) {
            return wrapped(wrapper);
        }
        return encode(document, DOCUMENTS);
    }

    private static <T> RawDocument wrapped(BsonDocumentWrapper<T> wrapper) {
        return encode(wrapper.getWrappedDocument(), wrapper.getEncoder());
    }

    /** The same document as a document of Morelia. */
    public static Document ours(BsonDocument document) {
        return raw(document).input().documentOnDemand();
    }

    /**
     * A value of a field, such as the {@code _id} of an inserted document, as a value of the official driver.
     *
     * @param value a value that Morelia can encode; null is the null of BSON
     */
    public static BsonValue value(@Nullable Object value) {
        return switch (value) {
            case null -> BsonNull.VALUE;
            case dev.morelia.bson.ObjectId id -> new BsonObjectId(new org.bson.types.ObjectId(id.toByteArray()));
            case String text -> new BsonString(text);
            case Integer number -> new BsonInt32(number);
            case Long number -> new BsonInt64(number);
            default -> only(bson(new Document(VALUE, value)));
        };
    }

    /** A value of the official driver as the value that Morelia decodes its bytes to; the null of BSON is null. */
    public static @Nullable Object ours(BsonValue value) {
        return switch (value) {
            case BsonObjectId id ->
                dev.morelia.bson.ObjectId.ofBytes(id.getValue().toByteArray(), 0);
            case BsonString text -> text.getValue();
            case BsonInt32 number -> number.getValue();
            case BsonInt64 number -> number.getValue();
            default -> raw(new BsonDocument(VALUE, value)).valueOrNull(VALUE);
        };
    }

    /** A value of the official driver, such as an {@code _id} or a {@code comment}, of any Java type with a codec. */
    public static @Nullable Object ours(@Nullable Object value, CodecRegistry registry) {
        return switch (value) {
            case null -> null;
            case BsonValue official -> ours(official);
            default -> ours(encoded(value, registry));
        };
    }

    private static BsonValue encoded(Object value, CodecRegistry registry) {
        return only(new org.bson.Document(VALUE, value).toBsonDocument(BsonDocument.class, registry));
    }

    private static BsonValue only(BsonDocument document) {
        return document.values().iterator().next();
    }
}
