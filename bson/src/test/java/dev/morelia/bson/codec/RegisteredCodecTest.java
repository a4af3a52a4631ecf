package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Errors of a registered codec inside a document name the codec and the field. */
class RegisteredCodecTest {
    private static final Document STORED =
            Document.of("_id", 7, "price", "5", "all", List.of("5", "6"), "named", Document.of("a", "5"), "last", 9);

    record Money(long cents) {}

    record Order(int id, @Nullable Money price, List<Money> all, Map<String, Money> named, int last) {}

    record Maybe(int id, Optional<Money> price) {}

    /** Messages name this class. */
    private record MoneyCodec(Function<BsonInput, @Nullable Money> reader, Consumer<BsonOutput> writer)
            implements Codec<Money> {
        @Override
        @SuppressWarnings("NullAway") // as a codec without nullness checks may do
        public Money decode(BsonInput input) {
            return reader.apply(input);
        }

        @Override
        public void encode(BsonOutput output, Money value) {
            writer.accept(output);
        }
    }

    private static CodecRegistry codecs(Function<BsonInput, @Nullable Money> reader, Consumer<BsonOutput> writer) {
        return CodecRegistry.builder()
                .codec(Money.class, new MoneyCodec(reader, writer))
                .build();
    }

    private static CodecRegistry writing(Consumer<BsonOutput> writer) {
        return codecs(input -> new Money(Long.parseLong(input.string())), writer);
    }

    private static CodecRegistry reading(Function<BsonInput, @Nullable Money> reader) {
        return codecs(reader, output -> output.string("5"));
    }

    private static Order order(@Nullable Money price, List<Money> all, Map<String, Money> named) {
        return new Order(7, price, all, named, 9);
    }

    private static void assertReads(Function<BsonInput, @Nullable Money> reader, String path, String problem) {
        Document stored = new Document();
        STORED.forEach((name, value) -> {
            if (List.of("_id", path.split("\\.", 2)[0], "last").contains(name)) {
                stored.append(name, value);
            }
        });
        assertThatThrownBy(() -> reading(reader).decode(RawDocument.encode(stored), Order.class))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo(path);
                    assertThat(e.documentId()).isEqualTo(7);
                })
                .hasMessageContaining("the codec " + MoneyCodec.class.getName() + " of " + Money.class.getName())
                .hasMessageContaining(problem);
    }

    private static void assertWrites(Consumer<BsonOutput> writer, String problem) {
        CodecRegistry codecs = writing(writer);
        var money = new Money(5);
        Map<String, Object> values = Map.of(
                "price", order(money, List.of(), Map.of()),
                "all.0", order(null, List.of(money), Map.of()),
                "named.a", order(null, List.of(), Map.of("a", money)),
                "x.y", Document.of("_id", 7, "x", Document.of("y", money)),
                "x.1", Document.of("_id", 7, "x", List.of(1, money)));
        values.forEach((path, value) -> assertThatThrownBy(() -> codecs.encode(value))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo(path);
                    assertThat(e.documentId()).isEqualTo(7);
                })
                .hasMessageContaining("the codec " + MoneyCodec.class.getName() + " of " + Money.class.getName())
                .hasMessageContaining(problem));
    }

    private static Money boom(RuntimeException e) {
        throw e;
    }

    @Test
    void readsThatThrow() {
        var state = new IllegalStateException("boom");
        for (String path : List.of("price", "all.0", "named.a")) {
            assertReads(input -> boom(state), path, "failed to read a value: java.lang.IllegalStateException: boom");
            assertReads(
                    input -> boom(new ArrayIndexOutOfBoundsException("Index 3 out of bounds for length 3")),
                    path,
                    "Index 3 out of bounds for length 3");
        }
        assertThatThrownBy(() -> reading(input -> boom(state)).decode(RawDocument.encode(STORED), Order.class))
                .hasCause(state);
        var memory = new OutOfMemoryError("unchanged");
        assertThatThrownBy(() -> reading(input -> {
                            throw memory;
                        })
                        .decode(RawDocument.encode(STORED), Order.class))
                .isSameAs(memory);
    }

    @Test
    void writesThatThrow() {
        var state = new IllegalStateException("boom");
        assertWrites(output -> boom(state), "failed to write a value: java.lang.IllegalStateException: boom");
        assertWrites(output -> boom(new ArrayIndexOutOfBoundsException("Index 3")), "Index 3");
        assertWrites(
                output -> {
                    output.int32(5);
                    boom(state);
                },
                "boom");
        assertThatThrownBy(() -> writing(output -> {
                            output.startDocument().name("inner");
                            boom(state);
                        })
                        .encode(order(new Money(5), List.of(), Map.of())))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("price.inner"))
                .hasCause(state);
        var memory = new OutOfMemoryError("unchanged");
        assertThatThrownBy(() -> writing(output -> {
                            throw memory;
                        })
                        .encode(order(new Money(5), List.of(), Map.of())))
                .isSameAs(memory);
    }

    @Test
    void writesOfTheWrongNumberOfValues() {
        String problem = "must write exactly one value";
        assertWrites(output -> {}, problem);
        assertWrites(output -> output.int32(5).int32(6), problem);
        assertWrites(output -> output.int32(5).int32("more", 6), problem);
        assertWrites(BsonOutput::startDocument, problem);
        assertWrites(output -> output.startDocument().name("a"), problem);
        assertWrites(output -> output.string("5").endDocument(), problem);
        assertWrites(output -> output.startArray().endArray().nullValue(), problem);
        assertWrites(output -> output.name("price").int32(5), problem);
    }

    @Test
    void readsOfTheWrongNumberOfValues() {
        String past = "must read exactly one value";
        for (String path : List.of("price", "all.0", "named.a")) {
            assertReads(input -> null, path, "returned null without reading the value");
        }
        Document inner = Document.of("_id", 7, "price", Document.of("x", 1), "last", 9);
        assertThatThrownBy(() -> reading(input -> {
                            input.startDocument();
                            return new Money(1);
                        })
                        .decode(RawDocument.encode(inner), Order.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining(past);
        assertThatThrownBy(() -> reading(input -> {
                            input.skip();
                            input.next();
                            return new Money(1);
                        })
                        .decode(RawDocument.encode(inner), Order.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining(past);
    }

    @Test
    void correctCodecs() {
        CodecRegistry skipping = reading(input -> {
            input.skip();
            return null;
        });
        assertThat(skipping.decode(RawDocument.encode(STORED), Order.class).price())
                .isNull();
        assertThat(skipping.decode(RawDocument.encode(STORED), Maybe.class).price())
                .as("null is not a value of an optional")
                .isEmpty();
        CodecRegistry constant = reading(input -> new Money(3));
        assertThat(constant.decode(RawDocument.encode(STORED), Order.class))
                .as("an unread value is skipped")
                .isEqualTo(order(new Money(3), List.of(new Money(3), new Money(3)), Map.of("a", new Money(3))));
        CodecRegistry nested =
                writing(output -> output.startDocument().int32("a", 1).endDocument());
        assertThat(nested.encode(order(new Money(5), List.of(), Map.of()))
                        .toDocument()
                        .document("price"))
                .isEqualTo(Document.of("a", 1));
        assertThat(nested.encode(new Money(5)).toDocument())
                .as("a top-level document")
                .isEqualTo(Document.of("a", 1));
        var output = new BsonOutput();
        nested.codec(Money.class).encode(output, new Money(5));
        assertThat(RawDocument.of(output.toByteArray()).toDocument()).isEqualTo(Document.of("a", 1));
    }
}
