package dev.morelia.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import org.junit.jupiter.api.Test;

/** Sorts, projections and index keys. */
final class ShapesTest {

    @Test
    void sorts() {
        assertThat(Sorts.ascending("a", "b")).hasToString("{\"a\": 1, \"b\": 1}");
        assertThat(Sorts.orderBy(Sorts.descending("a"), Sorts.ascending("b"), Sorts.byTextScore("s")))
                .hasToString("{\"a\": -1, \"b\": 1, \"s\": {\"$meta\": \"textScore\"}}");
        assertThat(Sorts.natural(-1)).hasToString("{\"$natural\": -1}");
        assertThatThrownBy(() -> Sorts.natural(0)).hasMessage("direction must be 1 or -1, got 0");
        assertThatThrownBy(Sorts::ascending).hasMessage("fields must not be empty");
        assertThatThrownBy(() -> Sorts.ascending("a", "a")).hasMessage("fields must not name a field twice, got 'a'");
        assertThatThrownBy(() -> Sorts.orderBy(Sorts.ascending("a"), Sorts.descending("a")))
                .hasMessage("sorts must not name a field twice, got 'a'");
        assertThatThrownBy(() -> Sorts.ascending("$natural")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void projections() {
        assertThat(Projections.fields(Projections.include("a", "b"), Projections.excludeId()))
                .hasToString("{\"a\": 1, \"b\": 1, \"_id\": 0}");
        assertThat(Projections.exclude("a")).hasToString("{\"a\": 0}");
        assertThat(Projections.computed("t", "$a")).hasToString("{\"t\": \"$a\"}");
        assertThat(Projections.computed("t", Aggregates.literal("$a"))).hasToString("{\"t\": {\"$literal\": \"$a\"}}");
        assertThat(Projections.firstMatch("a")).hasToString("{\"a.$\": 1}");
        assertThat(Projections.firstMatch("a", new Document("b", 1)))
                .hasToString("{\"a\": {\"$elemMatch\": {\"b\": 1}}}");
        assertThat(Projections.slice("a", -2)).hasToString("{\"a\": {\"$slice\": -2}}");
        assertThat(Projections.slice("a", 3, 2)).hasToString("{\"a\": {\"$slice\": [3, 2]}}");
        assertThat(Projections.metaTextScore("s")).hasToString("{\"s\": {\"$meta\": \"textScore\"}}");
        assertThatThrownBy(() -> Projections.slice("a", 3, 0)).hasMessage("limit must be at least 1, got 0");
        assertThatThrownBy(() -> Projections.include("$a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Projections.fields(Projections.include("a"), Projections.exclude("a")))
                .hasMessage("projections must not name a field twice, got 'a'");
    }

    @Test
    void indexes() {
        assertThat(Indexes.compound(Indexes.ascendingKeys("a"), Indexes.descendingKeys("b"), Indexes.textKeys("c")))
                .hasToString("{\"a\": 1, \"b\": -1, \"c\": \"text\"}");
        assertThat(Indexes.hashed("a")).hasToString("{\"a\": \"hashed\"}");
        assertThat(Indexes.geo2dsphere("a")).hasToString("{\"a\": \"2dsphere\"}");
        assertThat(Indexes.geo2d("a")).hasToString("{\"a\": \"2d\"}");
        assertThat(Indexes.wildcard()).hasToString("{\"$**\": 1}");
        assertThat(Indexes.wildcard("a")).hasToString("{\"a.$**\": 1}");
        assertThat(Indexes.textOfAllFields()).hasToString("{\"$**\": \"text\"}");
        assertThatThrownBy(() -> Indexes.ascendingKeys("")).hasMessage("field must not be empty");
    }
}
