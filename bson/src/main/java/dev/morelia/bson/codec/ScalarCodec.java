package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A codec made of two functions.
 *
 * @param reader reads a value
 * @param writer writes a value
 * @param <T> the Java type
 */
record ScalarCodec<T>(Function<BsonInput, T> reader, BiConsumer<BsonOutput, T> writer) implements Codec<T> {
    /** A codec for values written as strings; any exception of the parser becomes an error at the field. */
    static <T> ScalarCodec<T> ofText(Function<String, T> parser, Function<T, String> printer) {
        return new ScalarCodec<>(input -> parse(input, parser), (output, value) -> output.string(printer.apply(value)));
    }

    static <T> T parse(BsonInput input, Function<String, T> parser) {
        return convert(input, input.string(), parser);
    }

    /** Applies a function to a value that was read; any exception it throws becomes an error at the field. */
    static <A, T> T convert(BsonInput input, A value, Function<A, T> function) {
        try {
            return function.apply(value);
        } catch (RuntimeException e) {
            throw input.failure("cannot read '" + value + "': " + e.getMessage(), e);
        }
    }

    @Override
    public T decode(BsonInput input) {
        return reader.apply(input);
    }

    @Override
    public void encode(BsonOutput output, T value) {
        writer.accept(output, value);
    }
}
