package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.Regex;
import dev.morelia.builder.Accumulators;
import dev.morelia.builder.Aggregates;
import dev.morelia.builder.Filters;
import dev.morelia.builder.GeoFilters;
import dev.morelia.builder.Indexes;
import dev.morelia.builder.Projections;
import dev.morelia.builder.PushOptions;
import dev.morelia.builder.Sorts;
import dev.morelia.builder.Updates;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.testkit.Mongod;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The results of the builders have the intended meaning on a real mongod; in particular, values remain values. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildersLiveTest {
    private static final Document OPERATOR = new Document("$gt", "");
    private static final Regex PATTERN = new Regex(".*");

    /** The values of the field {@code a}, by the document's {@code _id}. */
    private static final List<@Nullable Object> VALUES = Arrays.asList(
            "x", PATTERN, OPERATOR, null, 5, new Document("b", 1).append("c", 2), new Document("b", 1), "y");

    private MongoClient client;

    @BeforeAll
    void connect() {
        assumeTrue(Mongod.available(), () -> Mongod.absence().orElse(""));
        client = MongoClient.create(Mongod.shared().uri());
    }

    @AfterAll
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    private MongoCollection<Document> things() {
        return client.database("builders").collection("things");
    }

    @BeforeEach
    void fill() {
        things().drop();
        for (int i = 0; i < VALUES.size(); i++) {
            things().insertOne(new Document("_id", i).append("a", VALUES.get(i)));
        }
    }

    private List<Integer> ids(Document filter) {
        return things().find(filter).sort(Sorts.ascending("_id")).toList().stream()
                .map(thing -> thing.int32("_id"))
                .toList();
    }

    @Test
    void equalityFindsTheValueAndNothingElse() {
        for (int i = 0; i < VALUES.size(); i++) {
            assertThat(ids(Filters.eq("a", VALUES.get(i))))
                    .as("%s", VALUES.get(i))
                    .containsExactly(i);
            assertThat(ids(Filters.ne("a", VALUES.get(i))))
                    .as("not %s", VALUES.get(i))
                    .hasSize(VALUES.size() - 1)
                    .doesNotContain(i);
            assertThat(ids(Filters.not(Filters.eq("a", VALUES.get(i)))))
                    .as("not %s", VALUES.get(i))
                    .doesNotContain(i);
        }
    }

    @Test
    void listsFindTheirValuesAndNothingElse() {
        assertThat(ids(Filters.in("a", "x", PATTERN, OPERATOR, null))).containsExactly(0, 1, 2, 3);
        assertThat(ids(Filters.in("a", PATTERN))).containsExactly(1);
        assertThat(ids(Filters.nin("a", "x", PATTERN, OPERATOR, null))).containsExactly(4, 5, 6, 7);
        assertThat(ids(Filters.in("a", List.of()))).isEmpty();
    }

    @Test
    void arraysThatContainAll() {
        things().insertOne(new Document("_id", 20).append("a", List.of("x", "z", PATTERN)));
        things().insertOne(new Document("_id", 21).append("a", List.of(new Document("k", 1), "x")));
        assertThat(ids(Filters.all("a", "x", "z"))).containsExactly(20);
        assertThat(ids(Filters.all("a", "x", PATTERN))).containsExactly(20);
        assertThat(ids(Filters.all("a", new Document("$elemMatch", new Document("k", 1)))))
                .isEmpty();
        assertThat(ids(Filters.elemMatch("a", Filters.eq("k", 1)))).containsExactly(21);
        assertThat(ids(Filters.size("a", 3))).containsExactly(20);
    }

    @Test
    void otherFilters() {
        assertThat(ids(Filters.and(Filters.gte("a", 5), Filters.lt("a", 6)))).containsExactly(4);
        assertThat(ids(Filters.or(Filters.eq("a", "x"), Filters.idEq(7)))).containsExactly(0, 7);
        assertThat(ids(Filters.nor(Filters.exists("a"), Filters.idEq(1)))).isEmpty();
        assertThat(ids(Filters.not(Filters.gt("a", 4)))).doesNotContain(4).hasSize(VALUES.size() - 1);
        assertThat(ids(Filters.exists("b", false))).hasSize(VALUES.size());
        assertThat(ids(Filters.type("a", BsonType.STRING))).containsExactly(0, 7);
        assertThat(ids(Filters.type("a", "number"))).containsExactly(4);
        assertThat(ids(Filters.mod("a", 2, 1))).containsExactly(4);
        assertThat(ids(Filters.regex("a", "^[XY]$", "i"))).contains(0, 7).doesNotContain(4);
        assertThat(ids(Filters.bitsAllSet("a", 5))).containsExactly(4);
        assertThat(ids(Filters.bitsAllClear("a", 2))).containsExactly(4);
        assertThat(ids(Filters.bitsAnySet("a", 3))).containsExactly(4);
        assertThat(ids(Filters.bitsAnyClear("a", 7))).containsExactly(4);
        assertThat(ids(Filters.expr(new Document("$eq", List.of("$a", Aggregates.literal("x"))))))
                .containsExactly(0);
        assertThat(ids(Filters.jsonSchema(
                        new Document("properties", new Document("a", new Document("bsonType", "int"))))))
                .containsExactly(4);
        assertThat(ids(Filters.where("this.a === 'x'"))).containsExactly(0);
    }

    @Test
    void textAndGeospatialFilters() {
        things().createIndex(Indexes.textKeys("words"));
        things().createIndex(Indexes.geo2dsphere("place"));
        things().createIndex(Indexes.compound(Indexes.ascendingKeys("a"), Indexes.descendingKeys("b")));
        things().createIndex(Indexes.hashed("h"));
        things().createIndex(Indexes.wildcard("w"));
        things().createIndex(Indexes.geo2d("flat"));
        things().insertOne(new Document("_id", 30)
                .append("words", "fresh coffee")
                .append("place", GeoFilters.point(10, 50))
                .append("flat", List.of(1.0, 1.0)));
        assertThat(ids(Filters.text("coffee"))).containsExactly(30);
        assertThat(ids(Filters.text("coffee", new Document("$caseSensitive", true))))
                .containsExactly(30);
        assertThat(ids(GeoFilters.near("place", GeoFilters.point(10, 50.001), 1000.0, 1.0)))
                .containsExactly(30);
        assertThat(ids(GeoFilters.nearSphere("place", GeoFilters.point(10, 51), 1000.0, null)))
                .isEmpty();
        assertThat(ids(GeoFilters.geoWithinCenterSphere("place", 10, 50, 0.001)))
                .containsExactly(30);
        assertThat(ids(GeoFilters.geoIntersects("place", GeoFilters.point(10, 50))))
                .containsExactly(30);
        assertThat(ids(GeoFilters.geoWithinBox("flat", 0, 0, 2, 2))).containsExactly(30);
        assertThat(ids(GeoFilters.geoWithinCenter("flat", 0, 0, 1))).isEmpty();
        assertThat(ids(GeoFilters.geoWithinPolygon(
                        "flat", List.of(new double[] {0, 0}, new double[] {0, 3}, new double[] {3, 3}))))
                .containsExactly(30);
    }

    private Object updated(Document before, Document update) {
        things().replaceOne(Filters.idEq(0), before);
        things().updateOne(Filters.idEq(0), update);
        Document after = things().findOne(Filters.idEq(0)).orElseThrow();
        after.remove("_id");
        return after;
    }

    @Test
    void valuesOfUpdatesStayValues() {
        var each = new Document("$each", List.of(1, 2));
        var list = new Document("l", List.of(each));
        assertThat(updated(new Document(), Updates.push("l", each))).isEqualTo(list);
        assertThat(updated(new Document("l", List.of()), Updates.addToSet("l", each)))
                .isEqualTo(list);
        assertThat(updated(list, Updates.addToSet("l", each))).isEqualTo(list);
        assertThat(updated(new Document(), Updates.set("l", OPERATOR))).isEqualTo(new Document("l", OPERATOR));
        var mixed = Arrays.asList("x", OPERATOR, PATTERN, new Document("b", 1).append("c", 2));
        assertThat(updated(new Document("l", mixed), Updates.pull("l", OPERATOR)))
                .isEqualTo(new Document("l", Arrays.asList("x", PATTERN, mixed.get(3))));
        assertThat(updated(new Document("l", mixed), Updates.pull("l", PATTERN)))
                .isEqualTo(new Document("l", Arrays.asList("x", OPERATOR, mixed.get(3))));
        assertThat(updated(new Document("l", mixed), Updates.pull("l", new Document("b", 1))))
                .isEqualTo(new Document("l", mixed));
        assertThat(updated(new Document("l", mixed), Updates.pullAll("l", List.of(OPERATOR, PATTERN))))
                .isEqualTo(new Document("l", Arrays.asList("x", mixed.get(3))));
    }

    @Test
    void otherUpdates() {
        var numbers = new Document("l", List.of(3, 1, 2)).append("n", 6);
        assertThat(updated(
                        numbers,
                        Updates.combine(
                                Updates.pushEach(
                                        "l",
                                        List.of(0),
                                        new PushOptions().position(0).sort(1).slice(3)),
                                Updates.inc("n", 1),
                                Updates.unset("gone"),
                                Updates.setOnInsert("never", 1))))
                .isEqualTo(new Document("l", List.of(0, 1, 2)).append("n", 7));
        assertThat(updated(numbers, Updates.pullByFilter("l", new Document("$gt", 1))))
                .isEqualTo(new Document("l", List.of(1)).append("n", 6));
        assertThat(updated(numbers, Updates.combine(Updates.popFirst("l"), Updates.bitwiseAnd("n", 4))))
                .isEqualTo(new Document("l", List.of(1, 2)).append("n", 4));
        assertThat(updated(numbers, Updates.combine(Updates.popLast("l"), Updates.rename("n", "m"))))
                .isEqualTo(new Document("l", List.of(3, 1)).append("m", 6));
        assertThat(updated(
                        numbers,
                        Updates.combine(
                                Updates.addEachToSet("l", List.of(3, 4)), Updates.min("n", 5), Updates.max("m", 8))))
                .isEqualTo(new Document("l", List.of(3, 1, 2, 4)).append("n", 5).append("m", 8));
        assertThat(updated(numbers, Updates.combine(Updates.mul("n", 2), Updates.currentDate("d"))))
                .satisfies(after -> assertThat(((Document) after).instant("d")).isBeforeOrEqualTo(Instant.now()));
    }

    @Test
    void stagesThatTheServerAccepts() {
        var pipeline = List.of(
                Aggregates.match(Filters.type("a", "string")),
                Aggregates.setFields("price", Aggregates.literal("$5")),
                Aggregates.lookup("things", "_id", "_id", "same"),
                Aggregates.lookup("things", new Document("i", "$_id"), List.of(Aggregates.limit(1)), "first"),
                Aggregates.unwind("same"),
                Aggregates.unwind("first", "at", true),
                Aggregates.project(
                        Projections.fields(Projections.include("a", "price"), Projections.computed("b", "$same.a"))),
                Aggregates.unionWith("things", List.of(Aggregates.match(Filters.eq("a", 5)))),
                Aggregates.setWindowFields(
                        null,
                        Sorts.ascending("_id"),
                        new Document("rank", new Document("$documentNumber", new Document()))),
                Aggregates.facet(Map.of(
                        "groups",
                        List.of(Aggregates.group(
                                "$price",
                                Accumulators.countDocuments("n"),
                                Accumulators.topN("ids", Sorts.descending("_id"), "$_id", 2),
                                Accumulators.pushValues("all", "$a"),
                                Accumulators.stdDevPop("d", "$_id"))),
                        "buckets",
                        List.of(Aggregates.bucket(
                                "$_id", List.of(0, 1, 100), "none", Accumulators.maxValue("m", "$_id"))),
                        "auto",
                        List.of(Aggregates.bucketAuto("$_id", 2)),
                        "count",
                        List.of(Aggregates.sortByCount("$a"), Aggregates.skip(0), Aggregates.count("n")))));
        Document result = things().aggregate(pipeline).toList().getFirst();

        assertThat(result.list("groups", Document.class))
                .extracting(group -> group.get("_id"), group -> group.get("n"))
                .contains(org.assertj.core.groups.Tuple.tuple("$5", 2));
        assertThat(result.list("buckets", Document.class)).hasSize(2);
        assertThat(result.list("count", Document.class).getFirst().int32("n")).isEqualTo(3);
    }

    @Test
    void projectionsAndSorts() {
        things().replaceOne(Filters.idEq(0), new Document("l", List.of(1, 2, 3)).append("m", 1));
        assertThat(things().find(Filters.idEq(0))
                        .projection(Projections.slice("l", 1, 1))
                        .toList()
                        .getFirst())
                .isEqualTo(new Document("_id", 0).append("l", List.of(2)).append("m", 1));
        assertThat(things().find(Filters.eq("l", 2))
                        .projection(Projections.firstMatch("l"))
                        .toList()
                        .getFirst())
                .containsEntry("l", List.of(2));
        assertThat(things().find()
                        .sort(Sorts.orderBy(Sorts.descending("m"), Sorts.ascending("_id")))
                        .projection(Projections.fields(Projections.exclude("l", "m", "a")))
                        .limit(2)
                        .toList())
                .isEqualTo(List.of(new Document("_id", 0), new Document("_id", 1)));
    }

    @Test
    void duplicateKeysAreReported() {
        var id = new ObjectId();
        var instant = Instant.ofEpochMilli(1234);
        things().createIndex(
                        Indexes.ascendingKeys("k", "l"),
                        new IndexOptions().unique(true).partialFilterExpression(Filters.exists("k")));
        for (Object value : List.of("a \"quoted\" text", id, instant, 5L, 1.5, true, new Document("x", 1))) {
            var twin = new Document("k", value).append("l", 1);
            things().insertOne(Document.copyOf(twin));
            var failure =
                    catchThrowableOfType(DuplicateKeyException.class, () -> things().insertOne(Document.copyOf(twin)));
            assertThat(failure.indexName()).isEqualTo("k_1_l_1");
            assertThat(failure.keyPattern()).isEqualTo(Document.of("k", 1, "l", 1));
            assertThat(failure.keyValue()).isEqualTo(twin);
        }
    }
}
