package dev.morelia;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns parts of replies into the caller's types. */
final class Decoding {
    private Decoding() {}

    /** Null for each element that is null: no codec reads that. */
    static <R> List<@Nullable R> array(RawDocument reply, String field, Codec<R> codec) {
        var values = new ArrayList<@Nullable R>();
        BsonInput input = reply.input();
        input.startDocument();
        while (input.next() != null) {
            if (input.name().equals(field)) {
                input.startArray();
                for (BsonType type = input.next(); type != null; type = input.next()) {
                    values.add(type == BsonType.NULL ? null : codec.decode(input));
                }
                input.endArray();
            }
        }
        return values;
    }
}
