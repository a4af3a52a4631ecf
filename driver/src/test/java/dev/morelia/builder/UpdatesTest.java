package dev.morelia.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.Regex;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class UpdatesTest {

    @Test
    void fields() {
        assertThat(Updates.set("a", 1)).hasToString("{\"$set\": {\"a\": 1}}");
        assertThat(Updates.set(Document.of("a", 1, "b.c", null))).hasToString("{\"$set\": {\"a\": 1, \"b.c\": null}}");
        assertThat(Updates.setOnInsert("a", 1)).hasToString("{\"$setOnInsert\": {\"a\": 1}}");
        assertThat(Updates.setOnInsert(new Document("a", 1))).isEqualTo(Updates.setOnInsert("a", 1));
        assertThat(Updates.unset("a", "b")).hasToString("{\"$unset\": {\"a\": \"\", \"b\": \"\"}}");
        assertThat(Updates.inc("a", 2L)).isEqualTo(new Document("$inc", new Document("a", 2L)));
        assertThat(Updates.mul("a", 0.5)).hasToString("{\"$mul\": {\"a\": 0.5}}");
        assertThat(Updates.min("a", 1)).hasToString("{\"$min\": {\"a\": 1}}");
        assertThat(Updates.max("a", 1)).hasToString("{\"$max\": {\"a\": 1}}");
        assertThat(Updates.rename("a", "b")).hasToString("{\"$rename\": {\"a\": \"b\"}}");
        assertThat(Updates.currentDate("a")).hasToString("{\"$currentDate\": {\"a\": true}}");
        assertThat(Updates.currentTimestamp("a"))
                .hasToString("{\"$currentDate\": {\"a\": {\"$type\": \"timestamp\"}}}");
    }

    @Test
    void arrays() {
        assertThat(Updates.push("a", 1)).hasToString("{\"$push\": {\"a\": 1}}");
        assertThat(Updates.pushEach("a", List.of(1, 2))).hasToString("{\"$push\": {\"a\": {\"$each\": [1, 2]}}}");
        assertThat(Updates.pushEach(
                        "a", List.of(1), new PushOptions().position(0).slice(-5).sort(new Document("b", 1))))
                .hasToString("{\"$push\": {\"a\": {\"$each\": [1], \"$position\": 0, \"$slice\": -5,"
                        + " \"$sort\": {\"b\": 1}}}}");
        assertThat(Updates.pushEach("a", List.of(1), new PushOptions().sort(-1)))
                .hasToString("{\"$push\": {\"a\": {\"$each\": [1], \"$sort\": -1}}}");
        assertThat(Updates.addToSet("a", "x")).hasToString("{\"$addToSet\": {\"a\": \"x\"}}");
        assertThat(Updates.addEachToSet("a", Arrays.asList(1, null)))
                .hasToString("{\"$addToSet\": {\"a\": {\"$each\": [1, null]}}}");
        assertThat(Updates.pull("a", 1)).hasToString("{\"$pull\": {\"a\": 1}}");
        assertThat(Updates.pullByFilter("a", new Document("$gt", 5))).hasToString("{\"$pull\": {\"a\": {\"$gt\": 5}}}");
        assertThat(Updates.pullAll("a", List.of(1, 2))).hasToString("{\"$pullAll\": {\"a\": [1, 2]}}");
        assertThat(Updates.popFirst("a")).hasToString("{\"$pop\": {\"a\": -1}}");
        assertThat(Updates.popLast("a")).hasToString("{\"$pop\": {\"a\": 1}}");
        assertThatThrownBy(() -> new PushOptions().sort(2)).hasMessage("sort must be 1, -1 or a Document, got 2");
    }

    @Test
    void bits() {
        assertThat(Updates.bitwiseAnd("a", 5)).hasToString("{\"$bit\": {\"a\": {\"and\": 5}}}");
        assertThat(Updates.bitwiseOr("a", 5L))
                .isEqualTo(new Document("$bit", new Document("a", new Document("or", 5L))));
        assertThat(Updates.bitwiseXor("a", 5)).hasToString("{\"$bit\": {\"a\": {\"xor\": 5}}}");
    }

    @Test
    void aValueNeverBecomesAModifier() {
        var each = new Document("$each", List.of(1, 2));
        var literal = new Document("$each", List.of(each));
        assertThat(Updates.push("a", each)).isEqualTo(new Document("$push", new Document("a", literal)));
        assertThat(Updates.addToSet("a", each)).isEqualTo(new Document("$addToSet", new Document("a", literal)));
        assertThat(Updates.push("a", List.of(1))).hasToString("{\"$push\": {\"a\": {\"$each\": [[1]]}}}");

        var condition = new Document("$gte", 0);
        assertThat(Updates.pull("a", condition))
                .isEqualTo(new Document("$pull", new Document("a", new Document("$eq", condition))));
        assertThat(Updates.pull("a", new Document("b", 1))).hasToString("{\"$pull\": {\"a\": {\"$eq\": {\"b\": 1}}}}");
        var pattern = new Regex(".*");
        assertThat(Updates.pull("a", pattern))
                .isEqualTo(new Document("$pull", new Document("a", new Document("$eq", pattern))));
    }

    @Test
    void combine() {
        var one = Updates.set("a", 1);
        assertThat(Updates.combine(one, Updates.inc("n", 1), Updates.set("b", 2)))
                .hasToString("{\"$set\": {\"a\": 1, \"b\": 2}, \"$inc\": {\"n\": 1}}");
        assertThat(one).isEqualTo(Updates.set("a", 1));
        assertThatThrownBy(() -> Updates.combine(one, Updates.set("a", 2)))
                .hasMessage("update $set must not name a field twice, got 'a'");
        assertThatThrownBy(Updates::combine).hasMessage("updates must not be empty");
        assertThatThrownBy(() -> Updates.combine(new Document("a", 1)))
                .hasMessage("update a must be a Document of fields, got 1");
    }

    @Test
    void fieldNamesThatAreOperatorsAreRejected() {
        Stream<Function<String, Document>> helpers = Stream.of(
                field -> Updates.set(field, 1),
                field -> Updates.set(new Document(field, 1)),
                field -> Updates.setOnInsert(field, 1),
                field -> Updates.setOnInsert(new Document(field, 1)),
                field -> Updates.unset("ok", field),
                field -> Updates.inc(field, 1),
                field -> Updates.rename(field, "x"),
                field -> Updates.rename("x", field),
                field -> Updates.currentDate(field),
                field -> Updates.push(field, 1),
                field -> Updates.pull(field, 1),
                field -> Updates.popFirst(field),
                field -> Updates.bitwiseOr(field, 1));
        helpers.forEach(helper -> {
            assertThatThrownBy(() -> helper.apply("$set"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("must be the name of a field, not an operator, got '$set'");
            assertThatThrownBy(() -> helper.apply("")).isInstanceOf(IllegalArgumentException.class);
        });
        assertThat(Updates.set("a.$[e].b", 1)).hasToString("{\"$set\": {\"a.$[e].b\": 1}}");
    }
}
