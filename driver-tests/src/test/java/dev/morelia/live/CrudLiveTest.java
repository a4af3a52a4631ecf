package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.CommandException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.CountOptions;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.FindOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.ReturnDocument;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.result.BulkWriteError;
import dev.morelia.settings.WriteConcern;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The CRUD operations, on each server provided by the subclasses. */
abstract class CrudLiveTest {
    /** A class without a field for {@code _id}. */
    record Person(String name, int age) {}

    /** A class with an id. */
    record Account(@Nullable ObjectId id, String owner, long balance) {}

    abstract MongoClient client();

    private MongoCollection<Document> people() {
        return client().database("live").collection("people");
    }

    @BeforeEach
    void empty() {
        people().drop();
        client().database("live").collection("accounts").drop();
    }

    private static Document set(String field, Object value) {
        return new Document("$set", new Document(field, value));
    }

    @Test
    void maxAwaitTimeIsOnlyForCursorsThatAwaitData() {
        people().insertMany(IntStream.range(0, 150)
                .mapToObj(i -> new Document("n", i))
                .toList());
        var find = new FindOptions().maxAwaitTime(Duration.ofSeconds(1)).batchSize(100);
        assertThat(people().find(new Document(), find).toList()).hasSize(150);
        var aggregate =
                new AggregateOptions().maxAwaitTime(Duration.ofSeconds(1)).batchSize(100);
        assertThat(people().aggregate(List.of(), aggregate).toList()).hasSize(150);
    }

    @Test
    void whatTheDriverAddsToOptionsStaysWithTheCall() {
        people().insertOne(new Document("n", 1));
        var find = new FindOptions().batchSize(5);
        assertThat(people().find(new Document(), find).first()).isPresent();
        assertThat(people().find(new Document(), find).toList()).hasSize(1);
        assertThat(find).isEqualTo(new FindOptions().batchSize(5));

        var list = new ListCollectionsOptions();
        assertThat(client().database("live").listCollectionNames(list)).contains("people");
        assertThat(people().findOne()).isPresent();
        assertThat(people().countDocuments()).isEqualTo(1);
        assertThat(list.fields()).isEmpty();
        assertThat(new FindOptions().fields()).as("those that all share").isEmpty();
    }

    @Test
    void aTimeoutOfZeroIsNoTimeout() {
        assertThat(people().with(Duration.ZERO).countDocuments()).isZero();
    }

    @Test
    void insertsAndFinds() {
        var ada = new Document("name", "Ada").append("age", 36);
        var result = people().insertOne(ada);
        assertThat(result.acknowledged()).isTrue();
        assertThat(ada.get("_id")).as("the document keeps its id").isEqualTo(result.insertedId());
        people().insertMany(List.of(new Document("name", "Bob").append("age", 3), new Document("name", "Cy")));
        assertThat(people().find().sort(new Document("name", 1)).toList())
                .extracting(person -> person.string("name"))
                .containsExactly("Ada", "Bob", "Cy");
        assertThat(people().findOne(new Document("name", "Ada"))).contains(ada);
        assertThat(people().findOne(new Document("name", "Nobody"))).isEmpty();
        assertThat(people().find(new Document("age", new Document("$exists", true)))
                        .sort(new Document("age", 1))
                        .skip(1)
                        .limit(1)
                        .projection(new Document("_id", 0).append("age", 1))
                        .toList())
                .containsExactly(new Document("age", 36));
    }

    @Test
    void updatesWithOperatorsArrayFiltersAndUpserts() {
        people().insertOne(new Document("_id", 1).append("grades", List.of(85, 92, 70)));
        var raised = people().updateOne(
                        new Document("_id", 1),
                        set("grades.$[low]", 80),
                        new UpdateOptions().arrayFilters(List.of(new Document("low", new Document("$lt", 80)))));
        assertThat(raised.modifiedCount()).isEqualTo(1);
        assertThat(people().findOne(new Document("_id", 1)).orElseThrow().list("grades", Integer.class))
                .containsExactly(85, 92, 80);
        var upserted = people().updateOne(new Document("_id", 2), set("name", "New"), new UpdateOptions().upsert(true));
        assertThat(upserted.matchedCount()).isZero();
        assertThat(upserted.upsertedId()).isEqualTo(2);
        assertThat(people().updateMany(new Document(), set("seen", true)).matchedCount())
                .isEqualTo(2);
        assertThat(people().replaceOne(new Document("_id", 2), new Document("name", "Replaced"))
                        .modifiedCount())
                .isEqualTo(1);
        assertThat(people().findOne(new Document("_id", 2)))
                .contains(new Document("_id", 2).append("name", "Replaced"));
    }

    @Test
    void deletes() {
        people().insertMany(List.of(new Document("n", 1), new Document("n", 1), new Document("n", 2)));
        assertThat(people().deleteOne(new Document("n", 1)).deletedCount()).isEqualTo(1);
        assertThat(people().deleteMany(new Document()).deletedCount()).isEqualTo(2);
    }

    @Test
    void findsAndModifies() {
        people().insertOne(new Document("_id", 1).append("n", 1));
        assertThat(people().findOneAndUpdate(new Document("_id", 1), set("n", 2)))
                .contains(new Document("_id", 1).append("n", 1));
        assertThat(people().findOneAndUpdate(
                                new Document("_id", 1),
                                set("n", 3),
                                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
                .contains(new Document("_id", 1).append("n", 3));
        assertThat(people().findOneAndReplace(new Document("_id", 1), new Document("m", 1)))
                .isPresent();
        assertThat(people().findOneAndDelete(new Document("_id", 1))).contains(new Document("_id", 1).append("m", 1));
        assertThat(people().findOneAndDelete(new Document("_id", 1))).isEmpty();
    }

    @Test
    void countsAggregatesAndReturnsDistinctValues() {
        people().createIndex(new Document("n", 1), new IndexOptions().name("by_n"));
        people().insertMany(List.of(new Document("n", 1), new Document("n", 2), new Document("n", 2)));
        assertThat(people().countDocuments(new Document("n", 2))).isEqualTo(2);
        assertThat(people().countDocuments(new Document("n", 2), new CountOptions().hint("by_n")))
                .isEqualTo(2);
        assertThat(people().countDocuments(new Document("n", 2), new CountOptions().hint(new Document("n", 1))))
                .isEqualTo(2);
        assertThat(catchThrowableOfType(
                        CommandException.class,
                        () -> people().countDocuments(new Document(), new CountOptions().hint("no_such_index"))))
                .hasMessageContaining("hint");
        assertThat(people().countDocuments(
                                new Document(), new CountOptions().skip(1).limit(1)))
                .isEqualTo(1);
        assertThat(people().find(new Document("n", 2)).count()).isEqualTo(2);
        assertThat(people().find(new Document("n", 2))
                        .sort(new Document("n", -1))
                        .hint("by_n")
                        .count())
                .isEqualTo(2);
        assertThat(people().find(new Document("n", 2))
                        .hint(new Document("n", 1))
                        .count())
                .isEqualTo(2);
        assertThat(people().find(new Document()).skip(1).limit(1).count()).isEqualTo(1);
        assertThat(people().find(new Document()).skip(1).count()).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        people().find(new Document()).max(new Document("n", 2)).count())
                .withMessageContaining("max");
        assertThat(people().estimatedDocumentCount()).isEqualTo(3);
        assertThat(people().distinct("n", new Document(), Integer.class)).containsExactlyInAnyOrder(1, 2);
        assertThat(people().aggregate(List.of(
                                new Document(
                                        "$group", new Document("_id", "$n").append("count", new Document("$sum", 1))),
                                new Document("$sort", new Document("_id", 1))))
                        .toList())
                .containsExactly(new Document("_id", 1).append("count", 1), new Document("_id", 2).append("count", 2));
    }

    @Test
    void nullIsADistinctValue() {
        people().insertMany(List.of(
                new Document("n", 1), new Document("n", null), new Document("n", List.of("a")), new Document()));
        assertThat(people().distinct("n", new Document(), Object.class)).containsExactlyInAnyOrder(1, null, "a");
        assertThat(people().distinct("n", new Document("n", null), Integer.class))
                .containsExactly((Integer) null);
    }

    @Test
    void mapsRecords() {
        var database = client().database("live")
                .with(CodecRegistry.builder().access(MethodHandles.lookup()).build());
        var records = database.collection("people", Person.class);
        var inserted = records.insertOne(new Person("Ada", 36));
        assertThat(inserted.insertedId()).isInstanceOf(ObjectId.class);
        assertThat(records.find().toList()).containsExactly(new Person("Ada", 36));
        var accounts = database.collection("accounts", Account.class);
        var generated = accounts.insertOne(new Account(null, "Ada", 10)).insertedId();
        assertThat(generated).isInstanceOf(ObjectId.class);
        assertThat(accounts.findOne(new Document())).contains(new Account((ObjectId) generated, "Ada", 10));
        var id = new ObjectId();
        assertThat(accounts.insertOne(new Account(id, "Bob", 20)).insertedId()).isEqualTo(id);
    }

    @Test
    void explainsDuplicateKeys() {
        people().createIndex(new Document("name", 1), new IndexOptions().unique(true));
        people().insertOne(new Document("name", "Ada"));
        var failure = catchThrowableOfType(
                DuplicateKeyException.class, () -> people().insertOne(new Document("name", "Ada")));
        assertThat(failure.indexName()).isEqualTo("name_1");
        assertThat(failure.keyPattern()).isEqualTo(new Document("name", 1));
        assertThat(failure.keyValue()).isEqualTo(new Document("name", "Ada"));
        assertThat(failure.code()).isEqualTo(11000);
        assertThat(failure.reply().has("writeErrors")).isTrue();
    }

    @Test
    void writesInBulk() {
        people().insertOne(new Document("_id", 0));
        var result = people().bulkWrite(List.of(
                WriteModel.insertOne(new Document("_id", 1).append("n", 1)),
                WriteModel.updateMany(new Document(), set("seen", true)),
                WriteModel.replaceOne(new Document("_id", 1), new Document("n", 5)),
                WriteModel.deleteOne(new Document("_id", 0))));
        assertThat(result.insertedCount()).isEqualTo(1);
        assertThat(result.matchedCount()).isEqualTo(3);
        assertThat(result.modifiedCount()).isEqualTo(3);
        assertThat(result.deletedCount()).isEqualTo(1);
        assertThat(result.insertedIds()).containsEntry(0, 1);
    }

    @Test
    void reportsWhatABulkWriteDidBeforeItFailed() {
        List<Document> documents = List.of(new Document("_id", 1), new Document("_id", 1), new Document("_id", 2));
        var ordered = catchThrowableOfType(BulkWriteException.class, () -> people().insertMany(documents));
        assertThat(ordered.partialResult().insertedCount()).isEqualTo(1);
        assertThat(ordered.writeErrors()).extracting(BulkWriteError::index).containsExactly(1);
        assertThat(ordered.unprocessedModels()).hasSize(1);
        people().deleteMany(new Document());
        var unordered = catchThrowableOfType(
                BulkWriteException.class, () -> people().insertMany(documents, new InsertManyOptions().ordered(false)));
        assertThat(unordered.partialResult().insertedCount()).isEqualTo(2);
        assertThat(unordered.partialResult().insertedIds()).containsOnlyKeys(0, 2);
        assertThat(unordered.unprocessedModels()).isEmpty();
    }

    @Test
    void iteratesOverBatches() {
        var documents =
                IntStream.range(0, 1000).mapToObj(i -> new Document("_id", i)).toList();
        people().insertMany(documents);
        assertThat(people().find().batchSize(7).sort(new Document("_id", 1)).toList())
                .extracting(document -> document.int32("_id"))
                .hasSize(1000)
                .isSorted();
        try (var cursor = people().find().batchSize(7).cursor()) {
            assertThat(cursor.id()).isNotZero();
            cursor.next();
        }
        assertThat(people().find().limit(5).stream().count()).isEqualTo(5);
        assertThat(people().find().sort(new Document("_id", -1)).first().map(document -> document.int32("_id")))
                .isEqualTo(Optional.of(999));
    }

    @Test
    void unacknowledgedWritesArriveWithoutAReply() {
        var silent = people().with(WriteConcern.UNACKNOWLEDGED);
        assertThat(silent.insertOne(new Document("_id", 1)).acknowledged()).isFalse();
        assertThat(silent.insertOne(new Document("_id", 1)).acknowledged())
                .as("a duplicate key is not reported")
                .isFalse();
        assertThat(silent.updateOne(new Document("_id", 1), set("n", 1)).acknowledged())
                .isFalse();
        assertThat(people().findOne(new Document("_id", 1)))
                .as("the connection is ordered, so the server has executed the writes before")
                .contains(new Document("_id", 1).append("n", 1));
    }

    @Test
    void managesCollectionsAndIndexes() {
        var database = client().database("live");
        database.createCollection("accounts");
        assertThat(database.listCollectionNames()).contains("accounts");
        assertThat(client().listDatabaseNames()).contains("live");
        assertThat(people().createIndex(new Document("a", 1).append("b", -1))).isEqualTo("a_1_b_-1");
        assertThat(people().listIndexes().toList())
                .extracting(index -> index.string("name"))
                .containsExactlyInAnyOrder("_id_", "a_1_b_-1");
        people().dropIndex("a_1_b_-1");
        assertThat(people().listIndexes().toList()).hasSize(1);
        people().drop();
        people().drop();
        assertThat(people().listIndexes().stream().count())
                .as("none, not an error")
                .isZero();
    }

    @Test
    void runsCommands() {
        assertThat(client().database("admin")
                        .runCommand(new Document("ping", 1))
                        .int32("ok"))
                .isEqualTo(1);
        var failure = catchThrowableOfType(
                CommandException.class, () -> client().database("live").runCommand(new Document("noSuchCommand", 1)));
        assertThat(failure.code()).isEqualTo(59);
    }
}
