package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.Argument;
import java.util.List;
import java.util.function.Consumer;

/** Checks the three things an update can be and writes them. */
final class UpdateValues {
    private UpdateValues() {}

    /** Update operators: every field name starts with a dollar sign. */
    static Consumer<BsonOutput> operators(Document update) {
        Argument.notNull("update", update);
        if (update.isEmpty()) {
            throw new IllegalArgumentException("update must not be empty");
        }
        String first = update.firstEntry().getKey();
        if (!first.startsWith("$")) {
            throw Argument.rejected(
                    "update", update, "must consist of update operators like $set; replaceOne replaces a document");
        }
        return out -> out.value(update);
    }

    /** An aggregation pipeline. */
    static Consumer<BsonOutput> pipeline(List<Document> pipeline) {
        var stages = Argument.notEmpty("pipeline", pipeline);
        return out -> out.value(stages);
    }

    /** A whole document: its first field name does not start with a dollar sign. */
    static <T> Consumer<BsonOutput> replacement(T replacement, Codec<T> codec) {
        Argument.notNull("replacement", replacement);
        if (replacement instanceof Document document) {
            checkReplacement(document.isEmpty() ? "" : document.firstEntry().getKey());
        }
        return out -> {
            int start = out.position();
            codec.encode(out, replacement);
            var encoded = RawDocument.of(out.buffer(), start, out.position() - start);
            String first = encoded.firstName();
            checkReplacement(first == null ? "" : first);
        };
    }

    private static void checkReplacement(String firstName) {
        if (firstName.startsWith("$")) {
            throw new IllegalArgumentException("replacement must not start with an update operator, got '" + firstName
                    + "'; updateOne applies update operators");
        }
    }
}
