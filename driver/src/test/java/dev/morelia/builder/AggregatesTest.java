package dev.morelia.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class AggregatesTest {

    @Test
    void simpleStages() {
        assertThat(Aggregates.match(Filters.eq("a", 1))).hasToString("{\"$match\": {\"a\": 1}}");
        assertThat(Aggregates.project(Projections.include("a"))).hasToString("{\"$project\": {\"a\": 1}}");
        assertThat(Aggregates.setFields("a", "$b")).hasToString("{\"$set\": {\"a\": \"$b\"}}");
        assertThat(Aggregates.setFields("a", Aggregates.literal("$b")))
                .hasToString("{\"$set\": {\"a\": {\"$literal\": \"$b\"}}}");
        assertThat(Aggregates.addFields(new Document("a", 1))).hasToString("{\"$addFields\": {\"a\": 1}}");
        assertThat(Aggregates.unsetFields("a", "b")).hasToString("{\"$unset\": [\"a\", \"b\"]}");
        assertThat(Aggregates.sort(Sorts.ascending("a"))).hasToString("{\"$sort\": {\"a\": 1}}");
        assertThat(Aggregates.limit(5)).isEqualTo(new Document("$limit", 5L));
        assertThat(Aggregates.skip(5)).isEqualTo(new Document("$skip", 5L));
        assertThat(Aggregates.sample(5)).isEqualTo(new Document("$sample", new Document("size", 5L)));
        assertThat(Aggregates.count("n")).hasToString("{\"$count\": \"n\"}");
        assertThat(Aggregates.sortByCount("$a")).hasToString("{\"$sortByCount\": \"$a\"}");
        assertThat(Aggregates.unwind("a")).hasToString("{\"$unwind\": \"$a\"}");
        assertThat(Aggregates.unwind("$a.b")).hasToString("{\"$unwind\": \"$a.b\"}");
        assertThat(Aggregates.unwind("a", "i", true))
                .hasToString("{\"$unwind\": {\"path\": \"$a\", \"includeArrayIndex\": \"i\","
                        + " \"preserveNullAndEmptyArrays\": true}}");
        assertThat(Aggregates.replaceRoot("$a")).hasToString("{\"$replaceRoot\": {\"newRoot\": \"$a\"}}");
        assertThat(Aggregates.replaceWith("$a")).hasToString("{\"$replaceWith\": \"$a\"}");
        assertThat(Aggregates.redact("$$KEEP")).hasToString("{\"$redact\": \"$$KEEP\"}");
        assertThat(Aggregates.out("c")).hasToString("{\"$out\": \"c\"}");
        assertThat(Aggregates.out("d", "c")).hasToString("{\"$out\": {\"db\": \"d\", \"coll\": \"c\"}}");
        assertThat(Aggregates.merge("c")).hasToString("{\"$merge\": {\"into\": \"c\"}}");
        assertThat(Aggregates.stage("$new", 1)).hasToString("{\"$new\": 1}");
    }

    @Test
    void groups() {
        assertThat(Aggregates.group("$city", Accumulators.sum("total", "$n"), Accumulators.countDocuments("count")))
                .hasToString("{\"$group\": {\"_id\": \"$city\", \"total\": {\"$sum\": \"$n\"},"
                        + " \"count\": {\"$count\": {}}}}");
        assertThat(Aggregates.group(null)).hasToString("{\"$group\": {\"_id\": null}}");
        assertThat(Aggregates.bucket("$n", List.of(0, 10), "other", Accumulators.avg("mean", "$n")))
                .hasToString("{\"$bucket\": {\"groupBy\": \"$n\", \"boundaries\": [0, 10], \"default\": \"other\","
                        + " \"output\": {\"mean\": {\"$avg\": \"$n\"}}}}");
        assertThat(Aggregates.bucketAuto("$n", 4))
                .hasToString("{\"$bucketAuto\": {\"groupBy\": \"$n\", \"buckets\": 4}}");
        var pipelines = new LinkedHashMap<String, List<Document>>();
        pipelines.put("a", List.of(Aggregates.limit(1)));
        assertThat(Aggregates.facet(pipelines)).hasToString("{\"$facet\": {\"a\": [{\"$limit\": 1}]}}");
        assertThatThrownBy(() -> Aggregates.group(null, Accumulators.sum("a", 1), Accumulators.minValue("a", 1)))
                .hasMessage("accumulators must not name a field twice, got 'a'");
        assertThatThrownBy(() -> Accumulators.sum("a.b", 1)).hasMessage("field must not contain a dot, got 'a.b'");
    }

    /** The server treats a string without a dollar sign as a constant, the same for every document. */
    @Test
    void aStringThatIsNotAFieldPathIsRejected() {
        var order = Sorts.ascending("a");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> Aggregates.group("name"),
                () -> Aggregates.group(""),
                () -> Aggregates.sortByCount("name"),
                () -> Aggregates.bucket("name", List.of(0, 1), null),
                () -> Aggregates.bucketAuto("name", 2),
                () -> Aggregates.replaceRoot("name"),
                () -> Aggregates.replaceWith("name"),
                () -> Aggregates.redact("name"),
                () -> Aggregates.setWindowFields("name", null, new Document()),
                () -> Filters.expr("name"),
                () -> Accumulators.sum("n", "count"),
                () -> Accumulators.avg("n", "count"),
                () -> Accumulators.pushValues("n", "count"),
                () -> Accumulators.firstN("n", "count", 1),
                () -> Accumulators.top("n", order, "count"),
                () -> Accumulators.topN("n", order, "count", 1),
                () -> Accumulators.median("n", "count"),
                () -> Accumulators.percentile("n", "count", List.of(0.5)))) {
            assertThatThrownBy(call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(" must be a field path with its dollar sign, such as \"$name\", or"
                            + " Aggregates.literal(\"name\") for the string itself, got '");
        }
        assertThat(Aggregates.group(Aggregates.literal("name")))
                .hasToString("{\"$group\": {\"_id\": {\"$literal\": \"name\"}}}");
        assertThat(Aggregates.setFields("state", "new")).hasToString("{\"$set\": {\"state\": \"new\"}}");
        assertThat(Accumulators.sum("n", "$$ROOT.n")).hasToString("{\"n\": {\"$sum\": \"$$ROOT.n\"}}");
    }

    @Test
    void accumulators() {
        assertThat(Accumulators.topN("t", Sorts.ascending("a"), "$a", 2))
                .hasToString("{\"t\": {\"$topN\": {\"sortBy\": {\"a\": 1}, \"output\": \"$a\", \"n\": 2}}}");
        assertThat(Accumulators.top("t", Sorts.ascending("a"), "$a"))
                .hasToString("{\"t\": {\"$top\": {\"sortBy\": {\"a\": 1}, \"output\": \"$a\"}}}");
        assertThat(Accumulators.firstN("f", "$a", 3))
                .hasToString("{\"f\": {\"$firstN\": {\"input\": \"$a\", \"n\": 3}}}");
        assertThat(Accumulators.median("m", "$a"))
                .hasToString("{\"m\": {\"$median\": {\"input\": \"$a\", \"method\": \"approximate\"}}}");
        assertThat(Accumulators.percentile("p", "$a", List.of(0.5, 0.9)))
                .hasToString("{\"p\": {\"$percentile\": {\"input\": \"$a\", \"p\": [0.5, 0.9],"
                        + " \"method\": \"approximate\"}}}");
        var others = Stream.of(
                Accumulators.avg("x", 1),
                Accumulators.minValue("x", 1),
                Accumulators.maxValue("x", 1),
                Accumulators.minN("x", 1, 1),
                Accumulators.maxN("x", 1, 1),
                Accumulators.first("x", 1),
                Accumulators.last("x", 1),
                Accumulators.lastN("x", 1, 1),
                Accumulators.bottom("x", Sorts.ascending("a"), 1),
                Accumulators.bottomN("x", Sorts.ascending("a"), 1, 1),
                Accumulators.pushValues("x", 1),
                Accumulators.addValuesToSet("x", 1),
                Accumulators.mergeObjects("x", 1),
                Accumulators.stdDevPop("x", 1),
                Accumulators.stdDevSamp("x", 1));
        assertThat(others.map(document -> document.document("x").firstEntry().getKey()))
                .containsExactly(
                        "$avg",
                        "$min",
                        "$max",
                        "$minN",
                        "$maxN",
                        "$first",
                        "$last",
                        "$lastN",
                        "$bottom",
                        "$bottomN",
                        "$push",
                        "$addToSet",
                        "$mergeObjects",
                        "$stdDevPop",
                        "$stdDevSamp");
        assertThatThrownBy(() -> Accumulators.maxN("x", 1, 0)).hasMessage("n must be at least 1, got 0");
    }

    @Test
    void joins() {
        assertThat(Aggregates.lookup("c", "a", "b", "x"))
                .hasToString("{\"$lookup\": {\"from\": \"c\", \"localField\": \"a\", \"foreignField\": \"b\","
                        + " \"as\": \"x\"}}");
        assertThat(Aggregates.lookup("c", new Document("v", "$a"), List.of(Aggregates.limit(1)), "x"))
                .hasToString(
                        "{\"$lookup\": {\"from\": \"c\", \"let\": {\"v\": \"$a\"}, \"pipeline\": [{\"$limit\": 1}],"
                                + " \"as\": \"x\"}}");
        assertThat(Aggregates.unionWith("c")).hasToString("{\"$unionWith\": \"c\"}");
        assertThat(Aggregates.unionWith("c", List.of()))
                .hasToString("{\"$unionWith\": {\"coll\": \"c\", \"pipeline\": []}}");
        assertThat(Aggregates.setWindowFields("$p", Sorts.ascending("t"), new Document("s", 1)))
                .hasToString("{\"$setWindowFields\": {\"partitionBy\": \"$p\", \"sortBy\": {\"t\": 1},"
                        + " \"output\": {\"s\": 1}}}");
    }

    @Test
    void stagesWithADocumentOfSettings() {
        var any = new Document("x", 1);
        var stages = Stream.of(
                Aggregates.graphLookup(any),
                Aggregates.densify(any),
                Aggregates.fill(any),
                Aggregates.merge(any),
                SourceStages.geoNear(any),
                SourceStages.search(any),
                SourceStages.searchMeta(any),
                SourceStages.vectorSearch(any),
                SourceStages.listSearchIndexes(any),
                SourceStages.changeStream(any),
                SourceStages.collStats(any),
                SourceStages.currentOp(any),
                SourceStages.listLocalSessions(any),
                SourceStages.listSessions(any),
                SourceStages.listSampledQueries(any),
                SourceStages.querySettings(any));
        assertThat(stages)
                .allSatisfy(stage -> assertThat(stage.firstEntry().getValue()).isEqualTo(any));
        assertThat(SourceStages.documents(List.of(any))).hasToString("{\"$documents\": [{\"x\": 1}]}");
        assertThat(Stream.of(
                                SourceStages.indexStats(),
                                SourceStages.planCacheStats(),
                                SourceStages.changeStreamSplitLargeEvent(),
                                SourceStages.shardedDataDistribution())
                        .map(Document::toString))
                .containsExactly(
                        "{\"$indexStats\": {}}",
                        "{\"$planCacheStats\": {}}",
                        "{\"$changeStreamSplitLargeEvent\": {}}",
                        "{\"$shardedDataDistribution\": {}}");
    }

    @Test
    void badArguments() {
        assertThatThrownBy(() -> Aggregates.limit(0)).hasMessage("limit must be at least 1, got 0");
        assertThatThrownBy(() -> Aggregates.skip(-1)).hasMessage("skip must be at least 0, got -1");
        assertThatThrownBy(() -> Aggregates.stage("match", 1))
                .hasMessage("name must start with a dollar sign, got 'match'");
        assertThatThrownBy(() -> Aggregates.setFields("$a", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Aggregates.unwind("$$a"))
                .hasMessage("field must be the name of a field, not an operator, got '$a'");
        assertThatThrownBy(() -> Aggregates.unsetFields()).hasMessage("fields must not be empty");
        assertThatThrownBy(() -> SourceStages.documents(Arrays.asList((Document) null)))
                .hasMessage("documents[0] must not be null");
    }
}
