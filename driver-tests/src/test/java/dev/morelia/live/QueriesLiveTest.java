package dev.morelia.live;

import static dev.morelia.builder.Aggregates.match;
import static dev.morelia.builder.Aggregates.setFields;
import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.gte;
import static dev.morelia.builder.Sorts.ascending;
import static dev.morelia.builder.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.error.CommandException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.options.CursorType;
import dev.morelia.options.DistinctOptions;
import dev.morelia.options.ExplainVerbosity;
import dev.morelia.options.admin.DropCollectionOptions;
import dev.morelia.options.admin.DropIndexOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.testkit.Mongod;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The features of queries, on a real server. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class QueriesLiveTest {
    record Name(String name) {}

    record Sum(int sum) {}

    record Total(String id, int sum) {}

    private static final List<Object> CONTEXTS = new CopyOnWriteArrayList<>();
    private static final List<RawDocument> COMMANDS = new CopyOnWriteArrayList<>();
    private static MongoClient client;
    private static MongoDatabase database;

    /** Records the contexts of all events, and the commands. */
    private static final class Recorder implements CommandListener {
        @Override
        public void started(CommandStartedEvent event) {
            COMMANDS.add(event.command());
            remember(event.context());
        }

        @Override
        public void succeeded(CommandSucceededEvent event) {
            remember(event.context());
        }

        @Override
        public void failed(CommandFailedEvent event) {
            remember(event.context());
        }

        private static void remember(@Nullable Object context) {
            if (context != null) {
                CONTEXTS.add(context);
            }
        }
    }

    @BeforeAll
    static void connect() {
        client = MongoClient.builder()
                .uri(Mongod.shared().uri())
                .commandListener(new Recorder())
                .build();
        database = client.database("queries")
                .with(CodecRegistry.builder().access(MethodHandles.lookup()).build());
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @BeforeEach
    void fill() {
        database.drop();
        people().insertMany(IntStream.range(0, 10)
                .mapToObj(i -> Document.of("_id", i, "name", "n" + i, "team", i % 2 == 0 ? "even" : "odd"))
                .toList());
        CONTEXTS.clear();
        COMMANDS.clear();
    }

    private static MongoCollection<Document> people() {
        return database.collection("people");
    }

    private static List<Document> totals() {
        return List.of(
                Document.of("$group", Document.of("_id", "$team", "sum", Document.of("$sum", "$_id"))),
                Document.of("$sort", Document.of("_id", 1)));
    }

    @Test
    void forEachClosesTheCursorIfTheActionThrows() {
        var failure = new IllegalStateException("planned");
        assertThatThrownBy(() -> people().find().batchSize(2).forEach(person -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> people().find().batchSize(2).rawBatches().forEach(batch -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(COMMANDS)
                .filteredOn(command -> command.toDocument().containsKey("killCursors"))
                .hasSize(2);
    }

    @Test
    void aggregatesReadClassesCodecsAndRawDocuments() {
        var expected = List.of(new Total("even", 20), new Total("odd", 25));
        assertThat(people().aggregate(totals(), Total.class).toList()).isEqualTo(expected);
        assertThat(people().aggregate(totals()).as(Total.class).batchSize(1).toList())
                .isEqualTo(expected);
        var codec = people().aggregate(totals(), RawDocument.class).map(raw -> raw.string("_id"));
        assertThat(codec.toList()).containsExactly("even", "odd");
        var own = CodecRegistry.builder().access(MethodHandles.lookup()).build().documentCodec(Total.class);
        assertThat(people().aggregate(totals(), own).first()).contains(new Total("even", 20));
        assertThat(client.database("admin")
                        .aggregate(List.of(Document.of("$currentOp", new Document())), RawDocument.class)
                        .first())
                .isPresent();
    }

    @Test
    void aggregatesHaveOptionsLikeFinds() {
        var query = people().aggregate(List.of(match(gte("_id", 5))))
                .allowDiskUse(true)
                .batchSize(2)
                .comment("nightly")
                .hint("_id_")
                .let(Document.of("x", 1))
                .maxTime(Duration.ofSeconds(9));
        assertThat(query.toList()).hasSize(5);
        RawDocument sent = COMMANDS.getFirst();
        assertThat(sent.toDocument())
                .containsEntry("allowDiskUse", true)
                .containsEntry("comment", "nightly")
                .containsEntry("hint", "_id_")
                .containsEntry("let", Document.of("x", 1))
                .containsEntry("maxTimeMS", 9000L)
                .containsEntry("cursor", Document.of("batchSize", 2));
        assertThat(query.toString()).startsWith("aggregate on queries.people [").contains("nightly");
    }

    @Test
    void findsHaveTheOptionsOfTheSpecification() {
        var query = people().find(Document.parse("{\"$expr\": {\"$eq\": [\"$name\", \"$$x\"]}}"))
                .let(Document.of("x", "n3"))
                .allowDiskUse(true);
        assertThat(query.cursorType()).isEqualTo(CursorType.NON_TAILABLE);
        assertThat(query.cursorType(CursorType.TAILABLE_AWAIT)
                        .maxAwaitTime(Duration.ofMillis(5))
                        .maxAwaitTime())
                .hasMillis(5);
        assertThat(query.toList()).extracting(it -> it.string("name")).containsExactly("n3");
        assertThat(COMMANDS.getFirst().toDocument())
                .containsEntry("let", Document.of("x", "n3"))
                .containsEntry("allowDiskUse", true);
    }

    @Test
    void findsReadOtherTypes() {
        var names = people().find().projection(Document.of("name", 1, "_id", 0)).sort(ascending("_id"));
        assertThat(names.as(Name.class).limit(2).toList()).containsExactly(new Name("n0"), new Name("n1"));
        assertThat(names.as(RawDocument.class).first()).contains(RawDocument.encode(Document.of("name", "n0")));
        assertThat(people().findOne()).isPresent();
        assertThat(people().countDocuments()).isEqualTo(10);
        assertThat(people().distinct("team", String.class)).containsExactlyInAnyOrder("even", "odd");
    }

    @Test
    void distinctReadsThroughACodec() {
        var texts = CodecRegistry.standard().codec(String.class);
        assertThat(people().distinct("name", eq("_id", 3), texts)).containsExactly("n3");
    }

    @Test
    void mappingIsLazyAndContinuesAfterAnException() {
        var asked = new ArrayList<Integer>();
        var query = people().find().sort(ascending("_id")).map(person -> {
            asked.add(person.int32("_id"));
            if (person.int32("_id") == 1) {
                throw new IllegalStateException("no ones");
            }
            return person.string("name");
        });
        assertThat(asked).isEmpty();
        try (var cursor = query.cursor()) {
            assertThat(cursor.next()).isEqualTo("n0");
            assertThatThrownBy(cursor::next).hasMessage("no ones");
            assertThat(cursor.next()).isEqualTo("n2");
        }
        assertThat(asked).containsExactly(0, 1, 2);
        assertThat(query.map(String::length).first()).contains(2);
        assertThat(people().find().map(person -> 1).stream()
                        .mapToInt(one -> one)
                        .sum())
                .isEqualTo(10);
        assertThatThrownBy(() -> people().find().map(QueriesLiveTest::nothing).toList())
                .hasMessage("the mapping of a query must not return null");
    }

    @SuppressWarnings("NullAway") // possible for callers without a null checker
    private static String nothing(Document document) {
        return null;
    }

    @Test
    void cursorsReportTheirServerAndAvailableDocuments() {
        try (var cursor = people().find().batchSize(4).cursor()) {
            assertThat(cursor.server()).hasToString(Mongod.shared().address().toString());
            assertThat(cursor.available()).isEqualTo(4);
            cursor.next();
            assertThat(cursor.available()).isEqualTo(3);
            cursor.forEachRemaining(document -> {});
            assertThat(cursor.available()).isZero();
        }
    }

    @Test
    void aClosedCursorHasNothingAvailable() {
        for (var query : List.of(people().find(), people().find().map(person -> person))) {
            var cursor = query.cursor();
            cursor.next();
            assertThat(cursor.available()).isEqualTo(9);
            cursor.close();
            assertThat(cursor.available()).isZero();
        }
    }

    record Pair<A, B>(A sum, B id) {}

    record Reply<N>(N n) {}

    @Test
    void parameterizedTypesAreReadWhereverClassesAre() {
        var totals = new TypeReference<Pair<Integer, String>>() {};
        var expected = List.of(new Pair<>(20, "even"), new Pair<>(25, "odd"));
        assertThat(people().aggregate(totals(), totals).toList()).isEqualTo(expected);
        assertThat(people().aggregate(totals()).as(totals).toList()).isEqualTo(expected);
        var found = people().find().projection(Document.of("sum", "$team")).sort(ascending("_id"));
        assertThat(found.as(new TypeReference<Pair<String, Integer>>() {}).first())
                .contains(new Pair<>("even", 0));
        assertThat(database.listCollections()
                        .as(new TypeReference<Map<String, Object>>() {})
                        .first()
                        .orElseThrow())
                .containsEntry("name", "people");
        assertThat(database.aggregate(
                                List.of(Document.of("$documents", List.of(Document.of("n", 1L)))),
                                new TypeReference<Reply<Long>>() {})
                        .first())
                .contains(new Reply<>(1L));
        var count = Document.of("count", "people");
        var reply = new TypeReference<Reply<Long>>() {};
        assertThat(database.runCommand(count, reply)).isEqualTo(new Reply<>(10L));
        assertThat(database.runCommand(count, ReadPreference.nearest(), reply)).isEqualTo(new Reply<>(10L));
        var codec = CodecRegistry.standard().documentCodec(RawDocument.class);
        assertThat(database.runCommand(count, codec).int32("n", 0)).isEqualTo(10);
    }

    @Test
    void distinctValuesMayBeOfParameterizedTypes() {
        people().updateMany(gte("_id", 8), set("pair", Document.of("sum", List.of(1L), "id", "x")));
        var pairs = new TypeReference<Pair<List<Long>, String>>() {};
        var expected = new Pair<>(List.of(1L), "x");
        assertThat(people().distinct("pair", pairs)).containsExactly(expected);
        assertThat(people().distinct("pair", gte("_id", 9), pairs)).containsExactly(expected);
        assertThat(people().distinct("pair", gte("_id", 9), pairs, new DistinctOptions().comment("x")))
                .containsExactly(expected);
        assertThat(people().distinct("team", CodecRegistry.standard().codec(String.class)))
                .containsExactlyInAnyOrder("even", "odd");
    }

    @Test
    void queriesCanBeExplained() {
        Document found =
                people().find(eq("team", "odd")).maxTime(Duration.ofSeconds(5)).explain();
        assertThat(found.document("executionStats").int32("nReturned")).isEqualTo(5);
        RawDocument sent = COMMANDS.getFirst();
        assertThat(sent.toDocument()).containsEntry("maxTimeMS", 5000L).containsEntry("verbosity", "executionStats");
        assertThat(sent.toDocument().document("explain")).doesNotContainKey("maxTimeMS");
        Document plan = people().find().explain(ExplainVerbosity.QUERY_PLANNER);
        assertThat(plan).containsKey("queryPlanner").doesNotContainKey("executionStats");
        assertThat(people().aggregate(totals()).explain()).containsKey("stages");
        assertThat(people().aggregate(List.of()).explain(ExplainVerbosity.QUERY_PLANNER))
                .containsKey("queryPlanner");
        assertThatThrownBy(() -> people().find(Document.of("$nope", 1)).explain())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("explain on queries.people");
    }

    @Test
    void listingsAndCommandsReadOtherClasses() {
        assertThat(database.listCollections().as(Name.class).toList()).containsExactly(new Name("people"));
        assertThat(people().listIndexes()
                        .as(RawDocument.class)
                        .map(raw -> raw.string("name"))
                        .toList())
                .containsExactly("_id_");
        record Count(int n) {}
        assertThat(database.with(CodecRegistry.builder()
                                .access(MethodHandles.lookup())
                                .build())
                        .runCommand(Document.of("count", "people"), Count.class))
                .isEqualTo(new Count(10));
        assertThat(database.runCommand(Document.of("count", "people"), RawDocument.class)
                        .has("ok"))
                .isTrue();
    }

    @Test
    void theContextIsPassedWithEveryEvent() {
        var trace = new Object();
        var traced = people().withContext(trace);
        traced.find().batchSize(6).toList();
        traced.updateOne(eq("_id", 1), set("name", "x"));
        assertThat(CONTEXTS).hasSize(6).containsOnly(trace);
        CONTEXTS.clear();
        people().countDocuments();
        assertThat(CONTEXTS).isEmpty();
        database.withContext("d").collection("people").countDocuments();
        assertThat(CONTEXTS).containsExactly("d", "d");
        CONTEXTS.clear();
        client.withContext("c").listDatabaseNames();
        assertThat(CONTEXTS).containsExactly("c", "c");
    }

    @Test
    void allIndexesAreDroppedWithOptions() {
        people().createIndex(Document.of("name", 1));
        people().dropIndexes(new DropIndexOptions().comment("done").maxTime(Duration.ofSeconds(30)));
        assertThat(people().indexInformation()).containsOnlyKeys("_id_");
    }

    @Test
    void collectionsAreDroppedAndRenamedWithOptions() {
        database.collection("target").insertOne(Document.of("_id", 1));
        assertThatThrownBy(() -> people().rename("target")).isInstanceOf(CommandException.class);
        people().rename("target", new RenameCollectionOptions().dropTarget(true));
        assertThat(database.collection("target").countDocuments()).isEqualTo(10);
        database.collection("target").drop(new DropCollectionOptions().comment("done"));
        assertThat(database.listCollectionNames()).isEmpty();
    }

    @Test
    void setOfUpdatesAndPipelinesCanBeUsedSideBySide() {
        people().updateOne(eq("_id", 1), set("name", "$team"));
        people().updateOne(eq("_id", 2), List.of(setFields("name", "$team")));
        assertThat(people().find(gte("_id", 1))
                        .sort(ascending("_id"))
                        .limit(2)
                        .map(p -> p.string("name"))
                        .toList())
                .containsExactly("$team", "even");
    }

    @Test
    void exceptionsOfAMappingAreNotDecodeErrors() {
        assertThatThrownBy(() -> people().find()
                        .map(person -> Document.parse("{a: oops oops}"))
                        .toList())
                .isInstanceOf(BsonException.class)
                .hasMessageNotContaining("queries.people");
    }

    @Test
    void manyDocumentsThatCannotBeDecodedAreSkipped() {
        var odd = database.collection("odd");
        odd.insertMany(IntStream.range(0, 20_000)
                .mapToObj(i -> Document.of("_id", i, "sum", i % 2 == 0 ? i : "none"))
                .toList());
        var sums = new ArrayList<Integer>();
        int failures = 0;
        try (var cursor = odd.as(Sum.class)
                .find()
                .sort(ascending("_id"))
                .batchSize(20_000)
                .cursor()) {
            while (cursor.hasNext()) {
                try {
                    sums.add(cursor.next().sum());
                } catch (BsonException wrong) {
                    assertThat(wrong)
                            .hasMessageContaining("at field 'sum' of the document with _id " + (2 * failures + 1));
                    failures++;
                }
            }
        }
        assertThat(failures).isEqualTo(10_000);
        assertThat(sums).hasSize(10_000).endsWith(19_998);
    }

    @Test
    void aListIsNotAReplacement() {
        var anything = database.collection("people", Object.class);
        assertThatThrownBy(() ->
                        anything.replaceOne(eq("_id", 1), List.of(Document.of("$set", Document.of("hacked", 1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a document, not a list");
        assertThat(people().findOne(eq("_id", 1)).orElseThrow()).doesNotContainKey("hacked");
    }
}
