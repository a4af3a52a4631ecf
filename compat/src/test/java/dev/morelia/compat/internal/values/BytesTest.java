package dev.morelia.compat.internal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonReader;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.BsonWriter;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BytesTest {
    private static final CodecRegistry REGISTRY = MongoClientSettings.getDefaultCodecRegistry();
    private static final Codec<org.bson.Document> CODEC = REGISTRY.get(org.bson.Document.class);

    static List<BsonValue> values() {
        var id = new ObjectId();
        return List.of(
                BsonNull.VALUE,
                new BsonString("text"),
                new BsonInt32(-1),
                new BsonInt64(1L << 40),
                new BsonDouble(1.5),
                BsonBoolean.TRUE,
                new BsonObjectId(id),
                new BsonDateTime(1_700_000_000_123L),
                new BsonBinary(new byte[] {1, 2, 3}),
                new BsonBinary(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")),
                new BsonBinary((byte) 3, new byte[16]),
                new BsonDecimal128(Decimal128.parse("1.25")),
                new BsonRegularExpression("^a", "i"),
                new BsonTimestamp(7, 8),
                new BsonJavaScript("f()"),
                new BsonJavaScriptWithScope("f()", new BsonDocument("x", new BsonInt32(1))),
                new BsonSymbol("symbol"),
                new BsonDbPointer("db.c", id),
                new BsonMinKey(),
                new BsonMaxKey(),
                new BsonUndefined(),
                new BsonArray(List.of(new BsonInt32(1), new BsonString("two"))),
                new BsonDocument("a", new BsonDocument("b", new BsonInt32(1))));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesInBothDirections(BsonValue value) {
        assertThat(Bytes.value(Bytes.ours(value))).isEqualTo(value);
        var document = new BsonDocument("first", new BsonInt32(1)).append("value", value);
        assertThat(Bytes.bson(Bytes.raw(document))).isEqualTo(document);
        assertThat(Bytes.bson(Bytes.ours(document))).isEqualTo(document);
    }

    @Test
    void valuesOfMorelia() {
        assertThat(Bytes.value(null)).isEqualTo(BsonNull.VALUE);
        assertThat(Bytes.value(dev.morelia.bson.Decimal128.of(3))).isEqualTo(new BsonDecimal128(Decimal128.parse("3")));
        assertThat(Bytes.value(new Document("a", Arrays.asList(1, null))))
                .isEqualTo(BsonDocument.parse("{a: [1, null]}"));
        assertThat(Bytes.ours("text", REGISTRY)).isEqualTo("text");
        assertThat(Bytes.ours((Object) new BsonInt32(3), REGISTRY)).isEqualTo(3);
        assertThat(Bytes.ours(null, REGISTRY)).isNull();
        assertThat(Bytes.ours(new org.bson.Document("a", 1), REGISTRY)).isEqualTo(new Document("a", 1));
    }

    @Test
    void filtersAndSortOrdersKeepTheirFields() {
        var filter = Filters.and(Filters.eq("b", new ObjectId("00112233445566778899aabb")), Filters.gt("_id", 3));
        assertThat(Bytes.bson(Bytes.encode(filter, org.bson.Document.class, REGISTRY)))
                .isEqualTo(filter.toBsonDocument(org.bson.Document.class, REGISTRY));
        var sort = Sorts.orderBy(Sorts.ascending("name"), Sorts.descending("_id"));
        assertThat(Bytes.document(sort, org.bson.Document.class, REGISTRY).keySet())
                .as("_id is not moved to the front")
                .containsExactly("name", "_id");
        var plain = new org.bson.Document("name", 1).append("_id", -1);
        assertThat(Bytes.document(plain, org.bson.Document.class, REGISTRY).keySet())
                .containsExactly("name", "_id");
    }

    @Test
    void absentDocuments() {
        assertThat(Bytes.encode(null, org.bson.Document.class, REGISTRY).toDocument())
                .isEmpty();
        assertThat(Bytes.document(null, org.bson.Document.class, REGISTRY)).isEmpty();
        assertThat(Bytes.encodeOrNull(null, org.bson.Document.class, REGISTRY)).isNull();
        assertThat(Bytes.documentOrNull(null, org.bson.Document.class, REGISTRY))
                .isNull();
        assertThat(Bytes.bsonOrNull(null)).isNull();
    }

    @Test
    void documentsToBeStoredBeginWithTheirId() {
        var document = new org.bson.Document("name", "Ada").append("_id", 1);
        assertThat(Bytes.encodeCollectible(document, CODEC).toDocument().keySet())
                .containsExactly("_id", "name");
        assertThat(Bytes.encode(document, CODEC).toDocument().keySet()).containsExactly("name", "_id");
        assertThat(Bytes.decode(Bytes.encode(document, CODEC), CODEC)).isEqualTo(document);
    }

    @Test
    void bytesOfRawDocumentsAreNotCopied() {
        byte[] bytes = RawDocument.encode(new Document("a", 1)).toByteArray();
        RawDocument raw = Bytes.raw(new RawBsonDocument(bytes));
        bytes[bytes.length - 5] = 2;
        assertThat(raw.int32("a")).isEqualTo(2);
    }

    @Test
    void viewsOfLargerArraysAreDecoded() {
        RawDocument outer = RawDocument.encode(new Document("x", 1).append("inner", new Document("a", "b")));
        assertThat(Bytes.decode(outer.document("inner"), CODEC)).isEqualTo(new org.bson.Document("a", "b"));
    }

    @Test
    void exceptionsOfCodecsPass() {
        var thrown = new IllegalStateException("mine");
        var codec = new Codec<String>() {
            @Override
            public String decode(BsonReader reader, DecoderContext context) {
                throw thrown;
            }

            @Override
            public void encode(BsonWriter writer, String value, EncoderContext context) {
                throw thrown;
            }

            @Override
            public Class<String> getEncoderClass() {
                return String.class;
            }
        };
        assertThatThrownBy(() -> Bytes.encode("x", codec)).isSameAs(thrown);
        assertThatThrownBy(() -> Bytes.decode(RawDocument.encode(new Document()), codec))
                .isSameAs(thrown);
    }
}
