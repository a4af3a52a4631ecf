package dev.morelia.live.cursor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.options.admin.SearchIndexModel;
import dev.morelia.result.CollectionDescription;
import dev.morelia.result.DatabaseDescription;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The descriptions of indexes, collections and databases by a real server. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class DescriptionsLiveTest {
    private static MongoClient client;
    private static MongoDatabase database;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
        database = client.database("descriptions");
        database.drop();
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Test
    void indexesByNameInTheirOrder() {
        MongoCollection<Document> people = database.collection("people");
        people.createIndex(
                Document.of("email", 1), new IndexOptions().unique(true).sparse(true));
        people.createIndex(
                Document.of("seen", 1),
                new IndexOptions()
                        .expireAfter(Duration.ofHours(2))
                        .partialFilterExpression(Document.of("age", Document.of("$gt", 18))));
        people.createIndex(Document.of("text", "text"));
        var indexes = people.indexInformation();
        assertThat(indexes).containsOnlyKeys("_id_", "email_1", "seen_1", "text_text");
        assertThat(people.indexes()).isEqualTo(List.copyOf(indexes.values()));
        var email = requireNonNull(indexes.get("email_1"));
        assertThat(email.keys()).isEqualTo(Document.of("email", 1));
        assertThat(email.unique()).isTrue();
        assertThat(email.sparse()).isTrue();
        assertThat(email.version()).isEqualTo(2);
        var seen = requireNonNull(indexes.get("seen_1"));
        assertThat(seen.expireAfter()).isEqualTo(Duration.ofHours(2));
        assertThat(seen.partialFilterExpression()).isEqualTo(Document.of("age", Document.of("$gt", 18)));
        var text = requireNonNull(indexes.get("text_text"));
        assertThat(text.weights()).isEqualTo(Document.of("text", 1));
        assertThat(text.defaultLanguage()).isEqualTo("english");
        assertThat(database.collection("absent").indexes()).isEmpty();
        assertThat(database.collection("absent").indexInformation()).isEmpty();
    }

    @Test
    void collectionsAndViews() {
        database.createCollection(
                "log", new CreateCollectionOptions().capped(true).size(4096));
        database.createCollection(
                "view", new CreateCollectionOptions().viewOn("log").pipeline(List.of()));
        CollectionDescription log = database.collection("log").description().orElseThrow();
        assertThat(log.capped()).isTrue();
        assertThat(log.uuid()).isNotNull();
        assertThat(log.idIndex()).isNotNull();
        CollectionDescription view = database.collection("view").description().orElseThrow();
        assertThat(view.viewOn()).isEqualTo("log");
        assertThat(view.readOnly()).isTrue();
        assertThat(database.collection("absent").description()).isEmpty();
        assertThat(database.collectionDescriptions())
                .extracting(CollectionDescription::name)
                .contains("log", "view");
        assertThat(database.collectionDescriptions(new ListCollectionsOptions().filter(Document.of("type", "view"))))
                .extracting(CollectionDescription::name)
                .containsExactly("view");
    }

    @Test
    void databases() {
        database.collection("some").insertOne(new Document());
        assertThat(client.databaseDescriptions())
                .extracting(DatabaseDescription::name)
                .contains("descriptions");
        var ours = client.databaseDescriptions(new ListDatabasesOptions().filter(Document.of("name", "descriptions")));
        assertThat(ours).hasSize(1).first().satisfies(info -> {
            assertThat(info.sizeOnDisk()).isPositive();
            assertThat(info.empty()).isFalse();
        });
    }

    @Test
    void oneSearchIndex() throws Exception {
        try (var server = ScriptedServer.start(exchange -> exchange.reply(
                        Document.of("ok", 1, "indexesCreated", List.of(Document.of("id", "1", "name", "byName")))));
                var other = MongoClient.create(server.uri())) {
            var people = other.database("app").collection("people");
            assertThat(people.searchIndexes()
                            .createOne(SearchIndexModel.of(new Document()).name("byName")))
                    .isEqualTo("byName");
            assertThat(server.received().getFirst().command().has("createSearchIndexes"))
                    .isTrue();
        }
    }
}
