package dev.morelia.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FiltersTest {
    private static final Document NE_NULL = new Document("$ne", null);
    private static final Regex ANYTHING = new Regex(".*");

    /** Values that would match everything if they were interpreted as an operator or pattern. */
    static Stream<Object> dangerous() {
        return Stream.of(
                NE_NULL,
                Map.of("$gt", ""),
                RawDocument.encode(NE_NULL),
                ANYTHING,
                Pattern.compile(".*"),
                new Document("x", 1).append("$where", "true"),
                List.of(NE_NULL),
                new Object[] {NE_NULL},
                Optional.of(NE_NULL));
    }

    @ParameterizedTest
    @MethodSource("dangerous")
    void aValueNeverBecomesAnOperator(Object value) {
        var literal = new Document("$eq", value);
        assertThat(Filters.eq("a", value)).isEqualTo(new Document("a", literal));
        assertThat(Filters.idEq(value)).isEqualTo(new Document("_id", literal));
        assertThat(Filters.gt("a", value)).isEqualTo(new Document("a", new Document("$gt", value)));
        // In a list only patterns and operators are interpreted.
        boolean acts = !(value instanceof List)
                && !(value instanceof Object[])
                && !(value instanceof Optional)
                && !new Document("x", 1).append("$where", "true").equals(value);
        if (acts) {
            assertThat(Filters.in("a", Arrays.asList(1, value)))
                    .isEqualTo(new Document(
                            "$or",
                            List.of(new Document("a", new Document("$in", List.of(1))), new Document("a", literal))));
            assertThat(Filters.nin("a", Arrays.asList(1, value)))
                    .isEqualTo(new Document(
                            "$nor",
                            List.of(new Document("a", new Document("$in", List.of(1))), new Document("a", literal))));
            assertThat(Filters.all("a", Arrays.asList(1, value)))
                    .isEqualTo(new Document(
                            "$and",
                            List.of(new Document("a", new Document("$all", List.of(1))), new Document("a", literal))));
            assertThat(Filters.all("a", List.of(value)))
                    .isEqualTo(new Document("$and", List.of(new Document("a", literal))));
        }
    }

    @Test
    void patternsAreNotNegatedAsPatterns() {
        assertThat(Filters.ne("a", ANYTHING))
                .isEqualTo(new Document("a", new Document("$not", new Document("$eq", ANYTHING))));
        assertThat(Filters.ne("a", NE_NULL)).isEqualTo(new Document("a", new Document("$ne", NE_NULL)));
    }

    @Test
    void scalarsPrintPlainly() {
        assertThat(Filters.eq("name", "Ada")).hasToString("{\"name\": \"Ada\"}");
        assertThat(Filters.eq("name", null)).isEqualTo(new Document("name", null));
        assertThat(Filters.in("n", 1, 2)).hasToString("{\"n\": {\"$in\": [1, 2]}}");
        assertThat(Filters.in("n", new int[] {1, 2})).hasToString("{\"n\": {\"$in\": [1, 2]}}");
        assertThat(Filters.nin("n", new double[0])).hasToString("{\"n\": {\"$nin\": []}}");
        assertThat(Filters.in("n", new byte[] {1}))
                .hasToString(Filters.in("n", List.of(new byte[] {1})).toString());
        assertThat(Filters.nin("n", List.of())).isEqualTo(new Document("n", new Document("$nin", List.of())));
        assertThat(Filters.and(Filters.gt("n", 1), Filters.lte("n", 5)))
                .hasToString("{\"$and\": [{\"n\": {\"$gt\": 1}}, {\"n\": {\"$lte\": 5}}]}");
        assertThat(Filters.gte("n", 1)).hasToString("{\"n\": {\"$gte\": 1}}");
        assertThat(Filters.lt("n", 1)).hasToString("{\"n\": {\"$lt\": 1}}");
        assertThat(Filters.all("n", 1, null)).hasToString("{\"n\": {\"$all\": [1, null]}}");
        assertThat(Filters.empty()).isEmpty();
    }

    @Test
    void logic() {
        var one = Filters.eq("a", 1);
        var two = Filters.eq("b", 2);
        assertThat(Filters.or(one, two)).isEqualTo(new Document("$or", List.of(one, two)));
        assertThat(Filters.nor(one)).isEqualTo(new Document("$nor", List.of(one)));
        var empty = "filters must not be empty";
        assertThatIllegalArgumentException().isThrownBy(Filters::and).withMessage(empty);
        assertThatIllegalArgumentException().isThrownBy(Filters::or).withMessage(empty);
        assertThatIllegalArgumentException().isThrownBy(Filters::nor).withMessage(empty);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Filters.and(List.of()))
                .withMessage(empty);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Filters.or(List.of()))
                .withMessage(empty);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Filters.nor(List.of()))
                .withMessage(empty);
        var withNull = new ArrayList<>(List.of(one));
        withNull.addAll(Collections.nCopies(1, null));
        assertThatThrownBy(() -> Filters.and(withNull)).hasMessage("filters[1] must not be null");
    }

    @Test
    void not() {
        assertThat(Filters.not(Filters.eq("a", 1))).hasToString("{\"a\": {\"$not\": {\"$eq\": 1}}}");
        assertThat(Filters.not(Filters.gt("a", 1))).hasToString("{\"a\": {\"$not\": {\"$gt\": 1}}}");
        assertThat(Filters.not(new Document("a", ANYTHING)))
                .isEqualTo(new Document("a", new Document("$not", ANYTHING)));
        assertThat(Filters.not(new Document("a", new Document("x", 1))))
                .hasToString("{\"a\": {\"$not\": {\"$eq\": {\"x\": 1}}}}");
        assertThat(Filters.not(Document.of("a", 1, "b", 2))).hasToString("{\"$nor\": [{\"a\": 1, \"b\": 2}]}");
        assertThat(Filters.not(Filters.or(Filters.eq("a", 1))).keySet()).containsExactly("$nor");
    }

    @Test
    void elements() {
        assertThat(Filters.exists("a")).hasToString("{\"a\": {\"$exists\": true}}");
        assertThat(Filters.exists("a", false)).hasToString("{\"a\": {\"$exists\": false}}");
        assertThat(Filters.type("a", BsonType.STRING)).hasToString("{\"a\": {\"$type\": 2}}");
        assertThat(Filters.type("a", "number")).hasToString("{\"a\": {\"$type\": \"number\"}}");
        assertThat(Filters.mod("a", 4, 1)).isEqualTo(new Document("a", new Document("$mod", List.of(4L, 1L))));
        assertThat(Filters.size("a", 0)).hasToString("{\"a\": {\"$size\": 0}}");
        assertThat(Filters.elemMatch("a", Filters.eq("b", 1))).hasToString("{\"a\": {\"$elemMatch\": {\"b\": 1}}}");
        assertThatThrownBy(() -> Filters.mod("a", 0, 1)).hasMessage("divisor must not be 0, got 0");
        assertThatThrownBy(() -> Filters.size("a", -1)).hasMessage("size must be at least 0, got -1");
    }

    @Test
    void patterns() {
        assertThat(Filters.regex("a", "^x")).hasToString("{\"a\": {\"$regex\": \"^x\"}}");
        assertThat(Filters.regex("a", "^x", "mi")).hasToString("{\"a\": {\"$regex\": \"^x\", \"$options\": \"im\"}}");
        assertThat(Filters.regex("a", Pattern.compile("^x", Pattern.CASE_INSENSITIVE)))
                .isEqualTo(Filters.regex("a", "^x", "i"));
        assertThatThrownBy(() -> Filters.regex("a", Pattern.compile("x", Pattern.LITERAL)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void evaluation() {
        assertThat(Filters.text("coffee")).hasToString("{\"$text\": {\"$search\": \"coffee\"}}");
        assertThat(Filters.text("kaffee", new Document("$language", "de")))
                .hasToString("{\"$text\": {\"$search\": \"kaffee\", \"$language\": \"de\"}}");
        assertThat(Filters.where("this.a > 1")).hasToString("{\"$where\": \"this.a > 1\"}");
        assertThat(Filters.expr(new Document("$gt", List.of("$a", "$b"))))
                .hasToString("{\"$expr\": {\"$gt\": [\"$a\", \"$b\"]}}");
        assertThat(Filters.jsonSchema(new Document("required", List.of("a"))).keySet())
                .containsExactly("$jsonSchema");
    }

    @Test
    void bits() {
        assertThat(Filters.bitsAllClear("a", 5)).isEqualTo(new Document("a", new Document("$bitsAllClear", 5L)));
        assertThat(Filters.bitsAllSet("a", 5).document("a").keySet()).containsExactly("$bitsAllSet");
        assertThat(Filters.bitsAnyClear("a", 5).document("a").keySet()).containsExactly("$bitsAnyClear");
        assertThat(Filters.bitsAnySet("a", 5).document("a").keySet()).containsExactly("$bitsAnySet");
        assertThatThrownBy(() -> Filters.bitsAnySet("a", -1)).hasMessage("mask must be at least 0, got -1");
    }

    @Test
    void places() {
        var point = GeoFilters.point(1, 2);
        assertThat(GeoFilters.geoWithin("p", point))
                .hasToString("{\"p\": {\"$geoWithin\": {\"$geometry\": {\"type\": \"Point\","
                        + " \"coordinates\": [1.0, 2.0]}}}}");
        assertThat(GeoFilters.geoIntersects("p", point).document("p").keySet()).containsExactly("$geoIntersects");
        assertThat(GeoFilters.near("p", point, 10.0, null)
                        .document("p")
                        .document("$near")
                        .keySet())
                .containsExactly("$geometry", "$maxDistance");
        assertThat(GeoFilters.nearSphere("p", point, 10.0, 1.0)
                        .document("p")
                        .document("$nearSphere")
                        .keySet())
                .containsExactly("$geometry", "$maxDistance", "$minDistance");
        assertThat(GeoFilters.geoWithinBox("p", 0, 1, 2, 3))
                .hasToString("{\"p\": {\"$geoWithin\": {\"$box\": [[0.0, 1.0], [2.0, 3.0]]}}}");
        assertThat(GeoFilters.geoWithinCenter("p", 0, 1, 2))
                .hasToString("{\"p\": {\"$geoWithin\": {\"$center\": [[0.0, 1.0], 2.0]}}}");
        assertThat(GeoFilters.geoWithinCenterSphere("p", 0, 1, 2))
                .hasToString("{\"p\": {\"$geoWithin\": {\"$centerSphere\": [[0.0, 1.0], 2.0]}}}");
        var corners = List.of(new double[] {0, 0}, new double[] {0, 1}, new double[] {1, 1});
        assertThat(GeoFilters.geoWithinPolygon("p", corners))
                .hasToString("{\"p\": {\"$geoWithin\": {\"$polygon\": [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]}}}");
        assertThatThrownBy(() -> GeoFilters.geoWithinPolygon("p", corners.subList(0, 2)))
                .hasMessage("corners must be at least three, got 2");
        assertThatThrownBy(() -> GeoFilters.geoWithinPolygon("p", List.of(new double[1], new double[1], new double[1])))
                .hasMessage("corner must be a pair of coordinates, got '[0.0]'");
    }

    @Test
    void fieldNamesThatAreOperatorsAreRejected() {
        Stream<Function<String, Document>> helpers = Stream.of(
                field -> Filters.eq(field, 1),
                field -> Filters.ne(field, 1),
                field -> Filters.gt(field, 1),
                field -> Filters.in(field, 1),
                field -> Filters.nin(field, 1),
                field -> Filters.all(field, 1),
                field -> Filters.in(field, ANYTHING),
                field -> Filters.exists(field),
                field -> Filters.type(field, "int"),
                field -> Filters.mod(field, 2, 1),
                field -> Filters.regex(field, "x"),
                field -> Filters.elemMatch(field, new Document()),
                field -> Filters.size(field, 1),
                field -> Filters.bitsAllSet(field, 1),
                field -> GeoFilters.geoWithinBox(field, 0, 0, 1, 1));
        helpers.forEach(helper -> {
            assertThatThrownBy(() -> helper.apply("$where"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("field must be the name of a field, not an operator, got '$where'");
            assertThatThrownBy(() -> helper.apply("")).hasMessage("field must not be empty");
            assertThatThrownBy(() -> helper.apply("a\0b")).hasMessageStartingWith("field must not contain a NUL");
        });
        assertThat(Filters.eq("ref.$id", 1)).containsKey("ref.$id");
    }
}
