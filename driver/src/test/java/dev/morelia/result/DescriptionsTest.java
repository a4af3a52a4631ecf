package dev.morelia.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What servers say of indexes, collections and databases, and what they leave out. */
class DescriptionsTest {
    private static RawDocument raw(String json) {
        return RawDocument.encode(Document.parse(json));
    }

    @Test
    void anIndexWithAllItsFields() {
        var index = new IndexDescription(raw("""
                {"v": 2, "key": {"a": 1, "b": -1}, "name": "a_1_b_-1", "unique": true, "sparse": true, "hidden": true,
                 "clustered": true, "prepareUnique": true, "expireAfterSeconds": {"$numberLong": "60"},
                 "partialFilterExpression": {"a": 1}, "collation": {"locale": "de"}, "wildcardProjection": {"a": 1},
                 "weights": {"a": 1}, "default_language": "german", "language_override": "language"}"""));
        assertThat(index.name()).isEqualTo("a_1_b_-1");
        assertThat(index.keys()).isEqualTo(Document.of("a", 1, "b", -1));
        assertThat(index.version()).isEqualTo(2);
        assertThat(index.unique()).isTrue();
        assertThat(index.sparse()).isTrue();
        assertThat(index.hidden()).isTrue();
        assertThat(index.clustered()).isTrue();
        assertThat(index.prepareUnique()).isTrue();
        assertThat(index.expireAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(index.partialFilterExpression()).isEqualTo(Document.of("a", 1));
        assertThat(index.collation()).isEqualTo(Document.of("locale", "de"));
        assertThat(index.wildcardProjection()).isEqualTo(Document.of("a", 1));
        assertThat(index.weights()).isEqualTo(Document.of("a", 1));
        assertThat(index.defaultLanguage()).isEqualTo("german");
        assertThat(index.languageOverride()).isEqualTo("language");
    }

    @Test
    void anIndexWithoutMost() {
        var index = new IndexDescription(raw("{\"key\": {\"_id\": 1}, \"name\": \"_id_\"}"));
        assertThat(index.version()).isZero();
        assertThat(index.unique()).isFalse();
        assertThat(index.sparse()).isFalse();
        assertThat(index.hidden()).isFalse();
        assertThat(index.clustered()).isFalse();
        assertThat(index.prepareUnique()).isFalse();
        assertThat(index.expireAfter()).isNull();
        assertThat(index.partialFilterExpression()).isNull();
        assertThat(index.collation()).isNull();
        assertThat(index.wildcardProjection()).isNull();
        assertThat(index.weights()).isNull();
        assertThat(index.defaultLanguage()).isNull();
        assertThat(index.languageOverride()).isNull();
        assertThat(index).isEqualTo(new IndexDescription(raw("{\"key\": {\"_id\": 1}, \"name\": \"_id_\"}")));
        assertThatExceptionOfType(BsonException.class)
                .isThrownBy(() -> new IndexDescription(raw("{}")).name())
                .withMessageContaining("name");
    }

    @Test
    void aCollection() {
        var id = UUID.randomUUID();
        var description = Document.parse("""
                {"name": "log", "type": "collection", "options": {"capped": true, "size": 4096},
                 "idIndex": {"key": {"_id": 1}, "name": "_id_"}}""");
        description.append("info", Document.of("uuid", id, "readOnly", false));
        var collection = new CollectionDescription(RawDocument.encode(description));
        assertThat(collection.name()).isEqualTo("log");
        assertThat(collection.type()).isEqualTo("collection");
        assertThat(collection.isView()).isFalse();
        assertThat(collection.capped()).isTrue();
        assertThat(collection.options()).isEqualTo(Document.of("capped", true, "size", 4096));
        assertThat(collection.readOnly()).isFalse();
        assertThat(collection.uuid()).isEqualTo(id);
        assertThat(collection.viewOn()).isNull();
        assertThat(collection.idIndex()).extracting(IndexDescription::name).isEqualTo("_id_");
    }

    @Test
    void aViewAndANameAlone() {
        var view = new CollectionDescription(raw("""
                {"name": "adults", "type": "view", "options": {"viewOn": "people", "pipeline": []},
                 "info": {"readOnly": true}}"""));
        assertThat(view.isView()).isTrue();
        assertThat(view.viewOn()).isEqualTo("people");
        assertThat(view.readOnly()).isTrue();
        assertThat(view.uuid()).isNull();
        assertThat(view.idIndex()).isNull();
        var alone = new CollectionDescription(raw("{\"name\": \"people\"}"));
        assertThat(alone.type()).isEqualTo("collection");
        assertThat(alone.options()).isEmpty();
        assertThat(alone.capped()).isFalse();
        assertThat(alone.viewOn()).isNull();
        assertThat(alone.readOnly()).isFalse();
        assertThat(alone.uuid()).isNull();
    }

    @Test
    void aDatabase() {
        var database = new DatabaseDescription(raw("{\"name\": \"app\", \"sizeOnDisk\": 8192.0, \"empty\": false}"));
        assertThat(database.name()).isEqualTo("app");
        assertThat(database.sizeOnDisk()).isEqualTo(8192);
        assertThat(database.empty()).isFalse();
        var alone = new DatabaseDescription(raw("{\"name\": \"app\"}"));
        assertThat(alone.sizeOnDisk()).isNull();
        assertThat(alone.empty()).isNull();
    }
}
