package dev.morelia.bson;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that is stored as a document without being one: a {@link DbRef}, or a {@link RawDocument}, whose bytes are
 * stored unchanged. As the value of a field it is written to BSON and to Extended JSON like that document.
 */
public interface StoredAsDocument {
    /**
     * The document.
     *
     * @return its fields
     * @throws BsonException if this is an encoded document whose bytes are not valid BSON
     */
    Map<String, @Nullable Object> toDocument();
}
