package dev.morelia.internal.client;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.internal.BsonErrorNotes;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes parts of replies to the caller's types. */
public final class Decoding {
    private Decoding() {}

    /** Decodes a document of a collection. */
    static <R> R document(RawDocument found, Codec<R> codec, Namespace namespace) {
        try {
            return codec.decode(found.input());
        } catch (BsonException odd) {
            BsonErrorNotes.of(odd).inDocument(odd.path(), odd.documentId(), namespace.toString());
            throw odd;
        }
    }

    /**
     * Decodes a document that a write returned. If the codec throws, the exception says that the write was executed.
     *
     * @param tried the write, such as {@code findAndModify on app.people}
     */
    static <R> R returned(RawDocument found, Codec<R> codec, Namespace namespace, String tried) {
        BsonException odd;
        try {
            return document(found, codec, namespace);
        } catch (BsonException met) {
            odd = met;
        } catch (Throwable failure) {
            odd = found.input().failure(Write.describe(failure), failure);
            BsonErrorNotes.of(odd).inDocument("", odd.documentId(), namespace.toString());
        }
        BsonErrorNotes.of(odd).after(tried + " succeeded, but the document that it returned cannot be decoded: ");
        throw odd;
    }

    /**
     * Decodes the values of a field of a collection's documents. Null values stay null: codecs do not decode them.
     *
     * @param field the name of the field, for error messages
     */
    public static <R> List<@Nullable R> distinct(RawDocument reply, Codec<R> codec, Namespace namespace, String field) {
        var values = new ArrayList<@Nullable R>();
        BsonInput input = reply.input();
        input.startDocument();
        while (input.next() != null) {
            if (input.nameIs("values")) {
                input.startArray();
                try {
                    for (BsonType type = input.next(); type != null; type = input.next()) {
                        values.add(type == BsonType.NULL ? null : codec.decode(input));
                    }
                } catch (BsonException odd) {
                    String outside = "values." + values.size();
                    String inside = odd.path().startsWith(outside) ? odd.path().substring(outside.length()) : "";
                    BsonErrorNotes.of(odd).inDocument(field + inside, null, namespace.toString());
                    throw odd;
                }
                input.endArray();
            }
        }
        return values;
    }
}
