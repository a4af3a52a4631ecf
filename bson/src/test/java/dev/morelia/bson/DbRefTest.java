package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The prose tests of the DBRef specification for explicit decoding and encoding. */
class DbRefTest {

    private static final ObjectId ID = ObjectId.of("60a6fe9a54f4180c86309efa");

    private static Document ref(Object id) {
        return new Document("$ref", "coll0").append("$id", id);
    }

    static final List<Document> IN_ORDER = List.of(
            ref(ID),
            ref(1),
            new Document("$ref", "coll0").append("$id", null),
            ref(1).append("$db", "db0"),
            ref(1).append("$db", "db0").append("foo", "bar"),
            ref(1).append("foo", true).append("bar", false),
            ref(1).append("meta", new Document("foo", 1).append("bar", 2)),
            ref(1).append("$foo", "bar"),
            ref(1).append("foo.bar", 0));

    static final List<Document> OUT_OF_ORDER = List.of(
            new Document("$id", 1).append("$ref", "coll0"),
            new Document("$db", "db0").append("$ref", "coll0").append("$id", 1),
            new Document("foo", 1).append("$id", 1).append("$ref", "coll0"),
            new Document("foo", 1).append("$ref", "coll0").append("$id", 1).append("$db", "db0"),
            new Document("foo", 1)
                    .append("$ref", "coll0")
                    .append("$id", 1)
                    .append("$db", "db0")
                    .append("bar", 1));

    static final List<Document> INVALID = List.of(
            new Document("$ref", "coll0"),
            new Document("$id", ID),
            new Document("$db", "db0"),
            new Document("$ref", true).append("$id", 1),
            ref(1).append("$db", 1));

    @ParameterizedTest
    @FieldSource("IN_ORDER")
    void decodesAndEncodes(Document document) {
        var reference = DbRef.of(document);
        assertThat(reference.collection()).isEqualTo("coll0");
        assertThat(reference.id()).isEqualTo(document.get("$id"));
        assertThat(reference.database()).isEqualTo(document.get("$db"));
        reference.extras().forEach((name, value) -> assertThat(document).containsEntry(name, value));
        assertThat(reference.toDocument().entrySet()).containsExactlyElementsOf(document.entrySet());
    }

    @ParameterizedTest
    @FieldSource("OUT_OF_ORDER")
    void ordersFields(Document document) {
        var again = DbRef.of(document).toDocument();
        assertThat(again).isEqualTo(document);
        var expected = List.of("$ref", "$id", "$db", "foo", "bar").stream().filter(document::containsKey);
        assertThat(again.keySet()).containsExactlyElementsOf(expected.toList());
    }

    @ParameterizedTest
    @FieldSource("INVALID")
    void rejectsOtherDocuments(Document document) {
        assertThat(DbRef.isDbRef(document)).isFalse();
        assertThatThrownBy(() -> DbRef.of(document))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("$ref");
    }

    @Test
    void buildsFromParts() {
        assertThat(new DbRef("coll0", 1).toDocument().entrySet()).containsExactlyElementsOf(ref(1).entrySet());
        assertThat(new DbRef("coll0", 1, "db0")).isEqualTo(DbRef.of(ref(1).append("$db", "db0")));
        assertThat(DbRef.isDbRef("coll0")).isFalse();
        assertThatThrownBy(() -> new DbRef("coll0", 1, null, new Document("$ref", "other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("extras");
    }
}
