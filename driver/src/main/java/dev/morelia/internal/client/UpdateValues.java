package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.WholeDocument;
import dev.morelia.internal.argument.WriteArgument;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Checks and encodes the three kinds of updates. */
public final class UpdateValues {
    private UpdateValues() {}

    /** Update operators: the first field name starts with a dollar sign. */
    public static Consumer<BsonOutput> operators(Document filter, Document update, Codec<?> codec, boolean upsert) {
        return update(filter, WriteArgument.update(update), codec, upsert);
    }

    /** An aggregation pipeline. */
    public static Consumer<BsonOutput> pipeline(
            Document filter, List<Document> pipeline, Codec<?> codec, boolean upsert) {
        return update(filter, WriteArgument.pipeline(pipeline), codec, upsert);
    }

    /** Update operators or an aggregation pipeline, neither empty. */
    static Consumer<BsonOutput> update(Document filter, Object update, Codec<?> codec, boolean upsert) {
        Argument.notNull("filter", filter);
        StoredNames.of(codec).inUpdate(update);
        GivenId.requireReadable(filter, update, codec, upsert);
        return out -> out.value(update);
    }

    /** A replacement document: its first field name does not start with a dollar sign. */
    public static <T> Consumer<BsonOutput> replacement(
            Document filter, T replacement, Codec<? super T> codec, boolean upsert) {
        Argument.notNull("replacement", replacement);
        if (replacement instanceof Collection || replacement instanceof Object[]) {
            // The server would interpret it as a pipeline.
            throw Argument.rejected("replacement", replacement, "must be a document, not a list");
        }
        if (replacement instanceof Document document) {
            WriteArgument.replacement(document);
        }
        boolean mayBeInserted = upsert && !GivenId.isInFilter(filter);
        return out -> {
            var encoded = WholeDocument.write(out, "replacement", replacement, codec);
            checkFirstName(encoded);
            if (mayBeInserted && !encoded.has("_id")) {
                WriteArgument.generatedId("replacement", "set it", codec.requiredIdType(replacement));
            }
        };
    }

    /** The document that the codec encodes must not start with an operator either. */
    private static void checkFirstName(RawDocument encoded) {
        BsonInput fields = encoded.input();
        fields.startDocument();
        if (fields.next() != null && fields.name().startsWith("$")) {
            throw Argument.rejected("replacement", fields.name(), "must not start with an operator when encoded");
        }
    }
}
