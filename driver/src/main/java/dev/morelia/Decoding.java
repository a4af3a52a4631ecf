package dev.morelia;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import java.util.ArrayList;
import java.util.List;

/** Turns parts of replies into the caller's types. */
final class Decoding {
    private Decoding() {}

    static <R> List<R> array(RawDocument reply, String field, Codec<R> codec) {
        var values = new ArrayList<R>();
        BsonInput input = reply.input();
        input.startDocument();
        while (input.next() != null) {
            if (input.name().equals(field)) {
                input.startArray();
                while (input.next() != null) {
                    values.add(codec.decode(input));
                }
                input.endArray();
            }
        }
        return values;
    }
}
