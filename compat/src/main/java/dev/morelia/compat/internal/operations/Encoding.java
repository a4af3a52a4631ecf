package dev.morelia.compat.internal.operations;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.values.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.bson.codecs.Codec;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a collection, a database or a client become bytes. Immutable and thread-safe.
 *
 * @param codecs the codecs of the view
 * @param documentClass the class that filters and the like are rendered for
 */
public record Encoding(CodecRegistry codecs, Class<?> documentClass) {
    /** The codec of a class. */
    public <T> Codec<T> codec(Class<T> type) {
        return codecs.get(type);
    }

    /** The bytes of a filter, an update, a stage or the like. */
    public RawDocument raw(Bson value) {
        return Bytes.encode(value, documentClass, codecs);
    }

    /** The bytes of such a document where the driver takes a document, which is decoded only if the driver looks. */
    public Document document(@Nullable Bson value) {
        return value == null ? new Document() : onDemand(raw(value));
    }

    /** A document that keeps these bytes until its fields are read. */
    static Document onDemand(RawDocument raw) {
        return raw.input().documentOnDemand();
    }

    /** The stages of a pipeline, or any other list of documents. */
    public List<Document> documents(Iterable<? extends @Nullable Bson> values) {
        var documents = new ArrayList<Document>();
        for (Bson value : values) {
            documents.add(document(Given.notNull("pipeline stage", value)));
        }
        return documents;
    }

    /** The bytes of the documents of a list. */
    List<RawDocument> raws(Iterable<? extends Bson> values) {
        var raws = new ArrayList<RawDocument>();
        for (Bson value : values) {
            raws.add(raw(value));
        }
        return raws;
    }
}
