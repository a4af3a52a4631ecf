package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.internal.EncodedFields;
import dev.morelia.bson.io.BsonInput;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Values kept from a large batch do not keep the whole batch in memory. */
class KeptValuesTest {
    private static final int MEGABYTE = 1024 * 1024;
    private static final Document SMALL = new Document("text", "x".repeat(200));

    /** Like the documents of a batch: small ones, and one that fills it. */
    private static final RawDocument BATCH = RawDocument.encode(Document.of(
            "0", SMALL, "1", Document.of("inner", SMALL, "bytes", new Binary(new byte[MEGABYTE])), "2", SMALL));

    private record Order(RawDocument customer, Binary bytes, Object any) {}

    private static BsonInput at(String name) {
        BsonInput input = BATCH.input();
        input.startDocument();
        assertThat(input.find(name)).isTrue();
        return input;
    }

    private static Object field(Object object, String name) {
        try {
            var field = object.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return Objects.requireNonNull(field.get(object));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** The length of the array that an undecoded value keeps in memory. */
    private static int kept(Object value) {
        Object holder = value instanceof Document document ? field(document, "encoded") : value;
        assertThat(holder).isInstanceOfAny(EncodedFields.class, RawDocument.class);
        return ((byte[]) field(holder, "bytes")).length;
    }

    @Test
    void aSmallRawDocumentHasAnArrayOfItsOwn() {
        Codec<RawDocument> codec = CodecRegistry.standard().codec(RawDocument.class);
        RawDocument small = codec.decode(at("2"));
        assertThat(small).isEqualTo(RawDocument.encode(SMALL));
        assertThat(kept(small)).isEqualTo(small.length());
        RawDocument large = codec.decode(at("1"));
        assertThat(kept(large))
                .as("not copied, because it is nearly the whole array")
                .isEqualTo(BATCH.length());
        assertThat(large.compact()).isSameAs(large);
        assertThat(kept(BATCH.document("0").compact())).isEqualTo(small.length());
    }

    @Test
    void aDocumentOfABatchHasAnArrayOfItsOwn() {
        Document small = CodecRegistry.standard().codec(Document.class).decode(at("0"));
        assertThat(kept(small)).isLessThan(300);
        assertThat(small).isEqualTo(SMALL);
    }

    @Test
    void aSmallDocumentInsideALargeOneHasAnArrayOfItsOwn() {
        Document large = CodecRegistry.standard().codec(Document.class).decode(at("1"));
        var inner = (Document) Objects.requireNonNull(large.get("inner"));
        assertThat(kept(inner)).isLessThan(300);
        assertThat(inner).isEqualTo(SMALL);
    }

    @Test
    void aLargeEmbeddedDocumentIsNotCopied() {
        var half = Document.of("bytes", new Binary(new byte[MEGABYTE]));
        RawDocument encoded = RawDocument.encode(Document.of("a", half, "b", half));
        Document outer = CodecRegistry.standard().documentCodec(Document.class).decode(encoded.input());
        assertThat(kept(Objects.requireNonNull(outer.get("a")))).isEqualTo(encoded.length());
        var small = Document.of("inner", SMALL, "more", "x".repeat(300));
        Document moderate = CodecRegistry.standard()
                .documentCodec(Document.class)
                .decode(RawDocument.encode(small).input());
        int size = RawDocument.encode(small).length();
        assertThat(kept(Objects.requireNonNull(moderate.get("inner")))).isEqualTo(size);
    }

    @Test
    void copiesOfEmbeddedDocumentsAreReadLikeTheOriginals() {
        List<Document> many = IntStream.range(0, 2_000)
                .mapToObj(i -> Document.of("i", i, "deep", Document.of("text", "y".repeat(150), "i", i)))
                .toList();
        var document = Document.of("many", many);
        Document read = CodecRegistry.standard()
                .documentCodec(Document.class)
                .decode(RawDocument.encode(document).input());
        assertThat(kept(Objects.requireNonNull(read.list("many", Document.class).get(7))))
                .isLessThan(300);
        assertThat(read).isEqualTo(document);
        assertThat(RawDocument.encode(read)).isEqualTo(RawDocument.encode(document));
    }

    @Test
    void partsOfARecordHaveArraysOfTheirOwn() throws BsonException {
        RawDocument order = RawDocument.encode(
                Document.of("customer", SMALL, "bytes", new Binary(new byte[MEGABYTE]), "any", SMALL));
        var read = CodecRegistry.standard().decode(order, Order.class);
        assertThat(kept(read.customer())).isEqualTo(read.customer().length());
        assertThat(read.any()).isEqualTo(SMALL);
        assertThat(read.bytes().length()).isEqualTo(MEGABYTE);
    }
}
