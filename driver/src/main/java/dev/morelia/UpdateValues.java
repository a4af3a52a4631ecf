package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.WriteArgument;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks the three things an update can be and writes them. */
final class UpdateValues {
    private UpdateValues() {}

    /** Update operators: the first field name starts with a dollar sign. */
    static Consumer<BsonOutput> operators(Document update, Codec<?> codec) {
        IdName.inUpdate(codec, WriteArgument.update(update));
        return out -> out.value(update);
    }

    /** An aggregation pipeline. */
    static Consumer<BsonOutput> pipeline(List<Document> pipeline, Codec<?> codec) {
        var stages = WriteArgument.pipeline(pipeline);
        IdName.inUpdate(codec, stages);
        return out -> out.value(stages);
    }

    /** A whole document: its first field name does not start with a dollar sign. */
    static <T> Consumer<BsonOutput> replacement(
            Document filter, T replacement, Codec<? super T> codec, Document fields) {
        Argument.notNull("replacement", replacement);
        if (replacement instanceof Collection || replacement instanceof Object[]) {
            // The server would take it for a pipeline.
            throw Argument.rejected("replacement", replacement, "must be a document, not a list");
        }
        if (replacement instanceof Document document) {
            WriteArgument.replacement(document);
        }
        boolean mayBeInserted = fields.bool("upsert", false) && !namesId(filter);
        return out -> {
            int start = out.position();
            codec.encode(out, replacement);
            var encoded = RawDocument.of(out.buffer(), start, out.position() - start);
            checkFirstName(encoded);
            if (mayBeInserted && !encoded.has("_id")) {
                WriteArgument.generatedId("replacement", codec.requiredIdType(replacement));
            }
        };
    }

    /** Whether a document inserted for want of a match gets its {@code _id} from the filter. */
    private static boolean namesId(@Nullable Object filter) {
        return filter instanceof Map<?, ?> parts
                && ((parts.containsKey("_id") && isEquality(parts.get("_id")))
                        || (parts.get("$and") instanceof List<?> combined
                                && combined.stream().anyMatch(UpdateValues::namesId)));
    }

    private static boolean isEquality(@Nullable Object condition) {
        return !(condition instanceof Map<?, ?> operators)
                || operators.containsKey("$eq")
                || operators.keySet().stream()
                        .noneMatch(name -> String.valueOf(name).startsWith("$"));
    }

    /** What a codec made of a value must not look like update operators either. */
    private static void checkFirstName(RawDocument encoded) {
        BsonInput fields = encoded.input();
        fields.startDocument();
        if (fields.next() != null && fields.name().startsWith("$")) {
            throw Argument.rejected("replacement", fields.name(), "must not be encoded to start with an operator");
        }
    }
}
