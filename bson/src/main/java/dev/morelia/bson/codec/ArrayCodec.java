package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.Array;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** A Java array as a BSON array. Byte arrays are binary and have another codec. */
final class ArrayCodec implements Codec<Object> {
    private final Class<?> component;
    private final Codec<Object> elements;

    ArrayCodec(Class<?> component, Codec<Object> elements) {
        this.component = component;
        this.elements = elements;
    }

    @Override
    public Object decode(BsonInput input) {
        var values = new ArrayList<@Nullable Object>();
        input.startArray();
        while (input.next() != null) {
            Object value = Nulls.decode(elements, input);
            if (value == null && component.isPrimitive()) {
                throw input.failure("null in an array of " + component, null);
            }
            values.add(value);
        }
        input.endArray();
        Object array = Array.newInstance(component, values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, values.get(i));
        }
        return array;
    }

    @Override
    public void encode(BsonOutput output, Object array) {
        output.startArray();
        int length = Array.getLength(array);
        for (int i = 0; i < length; i++) {
            output.index(i);
            Nulls.encode(elements, output, Array.get(array, i));
        }
        output.endArray();
    }
}
