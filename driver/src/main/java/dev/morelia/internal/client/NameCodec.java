package dev.morelia.internal.client;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;

/** Decodes only the {@code name} of a document. */
public final class NameCodec implements Codec<String> {
    @Override
    public String decode(BsonInput input) {
        input.startDocument();
        if (!input.find("name")) {
            throw new BsonException("the required field 'name' is missing");
        }
        String name = input.string();
        input.endDocument();
        return name;
    }

    @Override
    public void encode(BsonOutput output, String name) {
        output.startDocument();
        output.string("name", name);
        output.endDocument();
    }
}
