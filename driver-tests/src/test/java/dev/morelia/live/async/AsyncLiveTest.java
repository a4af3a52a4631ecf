package dev.morelia.live.async;

import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.gte;
import static dev.morelia.builder.Sorts.ascending;
import static dev.morelia.builder.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.async.AsyncMongoClient;
import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.async.AsyncMongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.CommandException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.testkit.Mongod;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The methods of the async API, on a real server. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@Timeout(60)
class AsyncLiveTest {
    record Person(int id, String name, int age) {}

    private static final Person ADA = new Person(1, "Ada", 36);
    private static final Person GRACE = new Person(2, "Grace", 85);

    private static AsyncMongoClient client;
    private static AsyncMongoDatabase database;
    private static AsyncMongoCollection<Person> people;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri()).async();
        database = client.database("async_live");
        people = database.collection("people", Person.class);
    }

    @AfterAll
    static void close() {
        database.drop().join();
        client.close();
    }

    @BeforeEach
    void clear() {
        people.drop().join();
    }

    @Test
    void writes() {
        assertThat(people.insertOne(ADA).join().insertedId()).isEqualTo(1);
        assertThat(people.insertMany(List.of(GRACE)).join().insertedCount()).isEqualTo(1);
        assertThat(people.updateMany(gte("age", 30), inc("age", 1)).join().modifiedCount())
                .isEqualTo(2);
        assertThat(people.replaceOne(eq("_id", 1), ADA).join().matchedCount()).isEqualTo(1);
        assertThat(people.findOneAndDelete(eq("_id", 1)).join()).contains(ADA);
        var writes = List.of(WriteModel.insertOne(ADA), WriteModel.<Person>deleteOne(eq("_id", 2)));
        assertThat(people.bulkWrite(writes).join().deletedCount()).isEqualTo(1);
        assertThat(people.countDocuments().join()).isEqualTo(1);
        assertThat(client.bulkWrite(List.of(WriteModel.insertOne(GRACE).in(people.namespace())))
                        .join()
                        .insertedCount())
                .isEqualTo(1);
    }

    @Test
    void reads() {
        people.insertMany(List.of(ADA, GRACE)).join();
        assertThat(people.findOne(eq("name", "Ada")).join()).contains(ADA);
        assertThat(people.find().sort(ascending("age")).toList().join()).containsExactly(ADA, GRACE);
        assertThat(people.find(eq("name", "Alan")).first().join()).isEmpty();
        assertThat(people.find()
                        .sort(ascending("age"))
                        .limit(1)
                        .map(Person::name)
                        .toList()
                        .join())
                .containsExactly("Ada");
        assertThat(people.find(gte("age", 40)).count().join()).isEqualTo(1);
        assertThat(people.distinct("name", String.class).join()).containsExactly("Ada", "Grace");
        var sum = List.of(Document.of("$group", Document.of("_id", null, "sum", Document.of("$sum", "$age"))));
        assertThat(people.aggregate(sum).firstOrThrow().join().int32("sum")).isEqualTo(121);
        assertThat(people.find().explain().join()).containsKey("queryPlanner");
    }

    @Test
    void databasesCollectionsAndIndexes() {
        database.createCollection("people").join();
        assertThat(people.createIndex(ascending("name")).join()).isEqualTo("name_1");
        assertThat(people.indexInformation().join()).containsOnlyKeys("_id_", "name_1");
        assertThat(people.listIndexes()
                        .map(index -> index.string("name"))
                        .toList()
                        .join())
                .containsExactly("_id_", "name_1");
        people.dropIndex("name_1").join();
        assertThat(people.indexes().join()).hasSize(1);
        assertThat(database.listCollectionNames().join()).contains("people");
        assertThat(database.collections().join())
                .extracting(AsyncMongoCollection::namespace)
                .contains(people.namespace());
        assertThat(client.databases().join())
                .extracting(AsyncMongoDatabase::name)
                .contains("async_live");
        assertThat(database.runCommand(Document.of("ping", 1)).join()).containsKey("ok");
        client.database("async_live_dropped").createCollection("any").join();
        client.dropDatabase(client.database("async_live_dropped")).join();
        assertThat(client.listDatabaseNames().join()).doesNotContain("async_live_dropped");
    }

    @Test
    void eachSubscriptionRunsTheQueryAnew() throws Exception {
        people.insertOne(ADA).join();
        var query = people.find().batchSize(1);
        assertThat(Collected.from(query).get(10, TimeUnit.SECONDS)).containsExactly(ADA);
        people.insertOne(GRACE).join();
        assertThat(Collected.from(query).get(10, TimeUnit.SECONDS)).containsExactlyInAnyOrder(ADA, GRACE);
        assertThat(Collected.from(query.map(Person::age)).get(10, TimeUnit.SECONDS))
                .containsExactlyInAnyOrder(36, 85);
        assertThat(Collected.from(query.rawBatches()).get(10, TimeUnit.SECONDS))
                .allSatisfy(batch -> assertThat(batch.size()).isEqualTo(1))
                .hasSize(2);
    }

    @Test
    void forEachRunsOnAVirtualThread() {
        people.insertMany(List.of(ADA, GRACE)).join();
        var names = new ConcurrentLinkedQueue<String>();
        people.find()
                .batchSize(1)
                .forEach(person -> {
                    assertThat(Thread.currentThread().isVirtual()).isTrue();
                    names.add(person.name());
                })
                .join();
        assertThat(names).containsExactlyInAnyOrder("Ada", "Grace");
        assertThatThrownBy(people.find().forEach(person -> {
                    throw new IllegalStateException("planned");
                })::join)
                .hasCause(new IllegalStateException("planned"));
        var batches = new ConcurrentLinkedQueue<Integer>();
        people.find().rawBatches().forEach(batch -> batches.add(batch.size())).join();
        assertThat(batches).containsExactly(2);
    }

    @Test
    void aCancelledForEachClosesItsCursor() throws Exception {
        people.insertMany(List.of(ADA, GRACE, new Person(3, "Alan", 41))).join();
        var entered = new CountDownLatch(1);
        var calls = new AtomicInteger();
        var forEach = people.find().batchSize(2).forEach(person -> {
            calls.incrementAndGet();
            entered.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        });
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(client.asyncUse().inFlight())
                .as("in flight while the action runs")
                .isZero();
        assertThat(forEach.cancel(true)).isTrue();
        var cursors = Document.of("type", "idleCursor", "ns", people.namespace().toString());
        var idle = List.of(Document.of("$currentOp", Document.of("idleCursors", true)), Document.of("$match", cursors));
        for (int i = 0;
                i < 500
                        && !client.database("admin")
                                .aggregate(idle)
                                .toList()
                                .join()
                                .isEmpty();
                i++) {
            Thread.sleep(10);
        }
        assertThat(client.database("admin").aggregate(idle).toList().join()).isEmpty();
        assertThat(calls).hasValue(1);
    }

    @Test
    void insertManyTakesAPublisher() {
        var many = IntStream.range(0, 5000)
                .mapToObj(i -> new Person(i, "n" + i, i))
                .toList();
        people.insertMany(many.stream()).join();
        var copy = database.collection("copy", Person.class);
        copy.drop().join();
        assertThat(copy.insertMany(people.find()).join().insertedCount()).isEqualTo(5000);
        assertThat(copy.find().sort(ascending("_id")).toList().join()).isEqualTo(many);
        var again = copy.insertMany(people.find().limit(7), new InsertManyOptions().ordered(false));
        assertThatThrownBy(again::join)
                .hasCauseInstanceOf(BulkWriteException.class)
                .cause()
                .satisfies(failure ->
                        assertThat(((BulkWriteException) failure).failedCount()).isEqualTo(7));
        copy.drop().join();
    }

    @Test
    void anErrorOfThePublisherEndsTheInsert() {
        people.insertOne(ADA).join();
        var failing = people.find().map(person -> {
            throw new IllegalStateException("planned");
        });
        var copy = database.collection("copy", Object.class);
        assertThatThrownBy(copy.insertMany(failing)::join)
                .hasCauseInstanceOf(BulkWriteException.class)
                .hasMessageContaining("the publisher failed at this document: java.lang.IllegalStateException: planned")
                .hasRootCause(new IllegalStateException("planned"));
    }

    @Test
    void errorsComeThroughTheFuture() {
        people.insertOne(ADA).join();
        assertThatThrownBy(people.insertOne(ADA)::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(database.runCommand(Document.of("noSuchCommand", 1))::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CommandException.class);
        assertThatThrownBy(people.find(eq("_id", 9)).firstOrThrow()::join)
                .hasCauseInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(people.dropIndex("*")::join).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> people.find().limit(Integer.MIN_VALUE).batchSize(-1));
    }

    @Test
    void manyAtOnce() {
        var inserts = IntStream.range(0, 500)
                .mapToObj(i -> people.insertOne(new Person(i, "n", i)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(inserts).join();
        var found = new ArrayList<CompletableFuture<Optional<Person>>>();
        for (int i = 0; i < 500; i++) {
            found.add(people.findOne(eq("_id", i)));
        }
        assertThat(found).allSatisfy(person -> assertThat(person.join()).isPresent());
    }

    @Test
    void viewsLeadBackToTheBlockingApi() {
        assertThat(client.blocking().async().settings()).isSameAs(client.settings());
        assertThat(people.blocking().namespace()).isEqualTo(people.namespace());
        assertThat(people.find().limit(3).blocking())
                .hasToString(people.find().limit(3).toString());
        assertThat(people).hasToString("AsyncMongoCollection[async_live.people]");
        assertThat(database).hasToString("AsyncMongoDatabase[async_live]");
        assertThat(client.toString()).startsWith("AsyncMongoClient[");
        assertThat(Stream.of(people.searchIndexes(), people.find().rawBatches()))
                .allSatisfy(view -> assertThat(view.toString()).doesNotContain("Async"));
    }

    @Test
    void operationsOfAClosedClientFail() {
        var other = MongoClient.create(Mongod.shared().uri()).async();
        other.database("async_live").runCommand(Document.of("ping", 1)).join();
        other.closeAsync().join();
        assertThatThrownBy(other.serverInfo()::join).hasCauseInstanceOf(ClientClosedException.class);
        other.close();
    }
}
