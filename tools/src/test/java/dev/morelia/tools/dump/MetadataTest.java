package dev.morelia.tools.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataTest {
    private static final Document ID =
            new Document("v", 2).append("key", new Document("_id", 1)).append("name", "_id_");

    @Test
    void isWrittenAsMongodumpDoes() {
        var plain =
                new Metadata(new Document(), List.of(ID), "0123456789abcdef0123456789abcdef", "people", "collection");
        assertThat(plain.toJson())
                .isEqualTo("{\"indexes\":[{\"v\":{\"$numberInt\":\"2\"},\"key\":{\"_id\":{\"$numberInt\":\"1\"}},"
                        + "\"name\":\"_id_\"}],\"uuid\":\"0123456789abcdef0123456789abcdef\","
                        + "\"collectionName\":\"people\",\"type\":\"collection\"}");
        var view = new Metadata(
                new Document("viewOn", "a b").append("pipeline", List.of()),
                List.of(),
                null,
                "v \" : , \u2028ü",
                "view");
        assertThat(view.toJson())
                .isEqualTo("{\"options\":{\"viewOn\":\"a b\",\"pipeline\":[]},\"indexes\":[],"
                        + "\"collectionName\":\"v \\\" : , \\u2028ü\",\"type\":\"view\"}");
        assertThat(Metadata.parse(view.toJson(), "other")).isEqualTo(view);
    }

    /** As strconv.FormatFloat of Go with the format G, which extended JSON of its driver uses. */
    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "-1, -1.0",
        "0, 0.0",
        "0.5, 0.5",
        "2592000, 2.592E+06",
        "999999, 999999.0",
        "1000000, 1E+06",
        "1e21, 1E+21",
        "123456.789, 123456.789",
        "1234567.5, 1.2345675E+06",
        "0.0001, 0.0001",
        "0.00001, 1E-05",
        "-1.5e-300, -1.5E-300"
    })
    void numbersAreWrittenAsGoDoes(double value, String text) {
        assertThat(Metadata.number(value)).isEqualTo(text);
        var metadata = new Metadata(new Document("x", value), List.of(), null, "c", null);
        assertThat(metadata.toJson()).contains("{\"x\":{\"$numberDouble\":\"" + text + "\"}}");
        assertThat(Metadata.parse(metadata.toJson(), "c")).isEqualTo(metadata);
    }

    @Test
    void numbersThatAreNone() {
        var metadata = new Metadata(new Document("x", Double.POSITIVE_INFINITY), List.of(), null, "c", null);
        assertThat(metadata.toJson()).contains("\"$numberDouble\":\"Infinity\"");
    }

    @Test
    void filesOfOlderVersions() {
        var read = Metadata.parse("{\"options\":{\"capped\":true},\"indexes\":[{\"key\":{\"_id\":1}}]}", "old");
        assertThat(read.name()).isEqualTo("old");
        assertThat(read.uuid()).isNull();
        assertThat(Metadata.parse("", "old")).isEqualTo(Metadata.none("old"));
        assertThatThrownBy(() -> Metadata.parse("{\"indexes\":", "old")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> Metadata.parse("{\"indexes\":3}", "old")).isInstanceOf(BsonException.class);
    }
}
