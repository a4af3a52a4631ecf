package dev.morelia.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.CommandException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.options.CountOptions;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.settings.WriteConcern;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The driver's own client on the embedded server. */
@Timeout(60)
class EmbeddedServerDriverTest {

    private final EmbeddedServer server = EmbeddedServer.start();
    private final MongoClient client = MongoClient.create(server.uri());
    private final MongoCollection<Document> people = client.database("app").collection("people");

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void insertsFindsUpdatesAndDeletes() {
        people.insertOne(Document.of("_id", 1, "name", "Ada"));
        people.insertMany(List.of(Document.of("_id", 2, "name", "Bob"), Document.of("_id", 3, "name", "Cyd")));

        assertThat(people.find(Document.of("name", Document.of("$gte", "B")))
                        .sort(Document.of("name", -1))
                        .toList())
                .extracting(person -> person.int32("_id"))
                .containsExactly(3, 2);
        var update = people.updateMany(new Document(), Document.of("$set", Document.of("seen", true)));
        assertThat(update.matchedCount()).isEqualTo(3);
        assertThat(update.modifiedCount()).isEqualTo(3);
        var upsert = people.updateOne(
                Document.of("_id", 9), Document.of("$set", Document.of("x", 1)), new UpdateOptions().upsert(true));
        assertThat(upsert.upsertedId()).isEqualTo(9);
        assertThat(people.findOneAndUpdate(
                        Document.of("_id", 9),
                        List.of(Document.of("$set", Document.of("x", Document.of("$add", List.of("$x", 1))))),
                        new FindOneAndUpdateOptions()))
                .contains(Document.of("_id", 9, "x", 1));
        assertThat(people.deleteMany(Document.of("seen", true)).deletedCount()).isEqualTo(3);
        assertThat(people.find().toList()).containsExactly(Document.of("_id", 9, "x", 2));
        assertThat(people.distinct("x", new Document(), Integer.class)).containsExactly(2);
    }

    @Test
    void duplicateKeysAreTyped() {
        people.createIndex(Document.of("name", 1), new IndexOptions().unique(true));
        people.insertOne(Document.of("name", "Ada"));

        assertThatThrownBy(() -> people.insertOne(Document.of("name", "Ada")))
                .isInstanceOfSatisfying(DuplicateKeyException.class, e -> {
                    assertThat(e.indexName()).isEqualTo("name_1");
                    assertThat(e.keyPattern()).isEqualTo(Document.of("name", 1));
                    assertThat(e.keyValue()).isEqualTo(Document.of("name", "Ada"));
                });
    }

    @Test
    void unacknowledgedWritesArrive() {
        var silent = people.with(WriteConcern.UNACKNOWLEDGED);
        for (int i = 0; i < 10; i++) {
            silent.insertOne(Document.of("_id", i % 5));
        }

        // At most one connection is in use, so the count runs after the writes.
        assertThat(people.countDocuments(new Document())).isEqualTo(5);
    }

    @Test
    void readsManyBatches() {
        people.insertMany(
                IntStream.range(0, 1000).mapToObj(i -> Document.of("_id", i)).toList());

        assertThat(people.find().batchSize(7).toList()).hasSize(1000).endsWith(Document.of("_id", 999));
        assertThat(people.aggregate(List.of(Document.of("$match", Document.of("_id", Document.of("$lt", 300)))))
                        .toList())
                .hasSize(300);
    }

    @Test
    void listsAndHintsIndexes() {
        people.insertOne(Document.of("_id", 1, "name", "Ada"));
        assertThat(people.createIndex(Document.of("name", 1))).isEqualTo("name_1");

        assertThat(people.listIndexes().toList())
                .extracting(index -> index.string("name"))
                .containsExactly("_id_", "name_1");
        assertThat(people.countDocuments(new Document(), new CountOptions().hint("name_1")))
                .isEqualTo(1);
        assertThat(people.countDocuments(new Document(), new CountOptions().hint(Document.of("name", 1))))
                .isEqualTo(1);
        assertThatThrownBy(() -> people.countDocuments(new Document(), new CountOptions().hint("absent_1")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("bad hint \"absent_1\"");
        assertThat(client.database("app").listCollectionNames()).containsExactly("people");
        assertThat(client.listDatabaseNames()).containsExactly("app");
        client.database("app").drop();
        assertThat(client.listDatabaseNames()).isEmpty();
    }
}
