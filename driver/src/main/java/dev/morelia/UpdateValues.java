package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.WriteArgument;
import java.util.List;
import java.util.function.Consumer;

/** Checks the three things an update can be and writes them. */
final class UpdateValues {
    private UpdateValues() {}

    /** Update operators: the first field name starts with a dollar sign. */
    static Consumer<BsonOutput> operators(Document update) {
        WriteArgument.update(update);
        return out -> out.value(update);
    }

    /** An aggregation pipeline. */
    static Consumer<BsonOutput> pipeline(List<Document> pipeline) {
        var stages = WriteArgument.pipeline(pipeline);
        return out -> out.value(stages);
    }

    /** A whole document: its first field name does not start with a dollar sign. */
    static <T> Consumer<BsonOutput> replacement(T replacement, Codec<T> codec) {
        Argument.notNull("replacement", replacement);
        if (replacement instanceof Document document) {
            WriteArgument.replacement(document);
        }
        return out -> {
            int start = out.position();
            codec.encode(out, replacement);
            checkFirstName(RawDocument.of(out.buffer(), start, out.position() - start));
        };
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
