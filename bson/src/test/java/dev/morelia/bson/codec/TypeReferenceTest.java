package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypeReferenceTest {
    private static final CodecRegistry CODECS = CodecRegistry.standard();

    record Order(String id, int total) {}

    record Versioned<T>(String id, int version, T content) {}

    sealed interface Result<T> {}

    record Ok<V>(V value) implements Result<V> {}

    record Page<V>(List<V> values) implements Result<List<V>> {}

    record Text(String text) implements Result<String> {}

    sealed interface Deeper<D> extends Result<D> {}

    record Deepest<X>(X value) implements Deeper<X> {}

    sealed interface Nested<A, B> {}

    record Swapped<X, Y>(X first, Y second) implements Nested<Y, X> {}

    sealed interface Loose<T> {}

    record Tight<E>(E error) implements Loose<String> {}

    sealed interface Plain {}

    record Box<C>(C content) implements Plain {}

    sealed interface Bounded {}

    record Group<M extends Bounded>(List<M> members) implements Bounded {}

    record Member(String name) implements Bounded {}

    record Chain<T>(T value, @Nullable Chain<T> next) {}

    private static <T> T roundTrip(T value, TypeReference<T> type) {
        return CODECS.decode(CODECS.encode(value), type);
    }

    @Test
    void genericRecord() {
        var order = new Versioned<>("v", 1, new Order("o", 7));
        RawDocument encoded = CODECS.encode(order);
        assertThat(encoded.toDocument())
                .isEqualTo(Document.of("_id", "v", "version", 1).append("content", Document.of("id", "o", "total", 7)));
        assertThat(CODECS.decode(encoded, new TypeReference<Versioned<Order>>() {}))
                .isEqualTo(order);
        assertThat(CODECS.documentCodec(new TypeReference<Versioned<Order>>() {}))
                .isSameAs(CODECS.documentCodec(new TypeReference<Versioned<Order>>() {}));
    }

    @Test
    void partsOfEveryKind() {
        var lists = new Versioned<>("v", 1, List.of(Map.of(3, new Order("o", 7))));
        assertThat(roundTrip(lists, new TypeReference<>() {})).isEqualTo(lists);
        var chain = new Chain<>(new Order("a", 1), new Chain<>(new Order("b", 2), null));
        assertThat(roundTrip(chain, new TypeReference<>() {})).isEqualTo(chain);
        var arrays = CODECS.decode(
                RawDocument.encode(Document.of("content", List.of(Document.of("total", 1)), "version", 1)),
                new TypeReference<Versioned<Order[]>>() {});
        assertThat(arrays.content()[0].total()).isEqualTo(1);
        var wild = CODECS.decode(
                RawDocument.encode(Document.of("content", Document.of("total", 1), "version", 1)),
                new TypeReference<Versioned<? extends Order>>() {});
        assertThat(wild.content().total()).isEqualTo(1);
        assertThat(CODECS.codec(new TypeReference<Order>() {})).isSameAs(CODECS.codec(Order.class));
        assertThat(CODECS.documentCodec(new TypeReference<Order>() {})).isSameAs(CODECS.documentCodec(Order.class));
    }

    @Test
    void sealedTypeDeterminesTheTypeArgumentsOfItsRecords() {
        Result<Order> ok = new Ok<>(new Order("o", 1));
        assertThat(roundTrip(ok, new TypeReference<>() {})).isEqualTo(ok);
        Result<List<Order>> page = new Page<>(List.of(new Order("o", 1)));
        assertThat(roundTrip(page, new TypeReference<>() {})).isEqualTo(page);
        Result<?> anything = page;
        assertThat(CODECS.decode(CODECS.encode(anything), new TypeReference<Result<?>>() {}))
                .as("a wildcard is read as any value")
                .isEqualTo(new Page<>(List.of(Document.of("id", "o", "total", 1))));
        Result<String> text = new Text("t");
        assertThat(roundTrip(text, new TypeReference<>() {})).isEqualTo(text);
        Result<Order> deepest = new Deepest<>(new Order("o", 1));
        assertThat(roundTrip(deepest, new TypeReference<>() {})).isEqualTo(deepest);
        Nested<Integer, Order> swapped = new Swapped<>(new Order("o", 1), 5);
        assertThat(roundTrip(swapped, new TypeReference<>() {})).isEqualTo(swapped);
        var group = new Group<>(List.of(new Member("a")));
        assertThat(CODECS.decode(CODECS.encode(group), Bounded.class))
                .as("an undetermined type argument is its bound")
                .isEqualTo(group);
    }

    @Test
    void sealedTypeThatDoesNotDetermineATypeArgument() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.documentCodec(new TypeReference<Loose<String>>() {}))
                .withMessageContaining("type variable E of")
                .withMessageContaining("Tight")
                .withMessageContaining("codec(Tight.class");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.codec(Plain.class))
                .withMessageContaining("type variable C of");
        assertThat(CODECS.decode(CODECS.encode(new Ok<>(7)), Result.class))
                .as("a raw type accepts any value")
                .isEqualTo(new Ok<>(7));
    }

    private static <T> TypeReference<List<T>> listOfUnknown() {
        return new TypeReference<>() {};
    }

    @SuppressWarnings("rawtypes") // as callers that ignore warnings do
    @Test
    void invalidTypeReferences() {
        assertThatIllegalArgumentException()
                .isThrownBy(TypeReferenceTest::listOfUnknown)
                .withMessageContaining("java.util.List<T>")
                .withMessageContaining("type variable T");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TypeReference() {})
                .withMessageContaining("new TypeReference<List<String>>() {}");
        assertThat(new TypeReference<List<String>>() {}).hasToString("java.util.List<java.lang.String>");
    }
}
