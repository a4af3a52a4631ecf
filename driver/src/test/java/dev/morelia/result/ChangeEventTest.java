package dev.morelia.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.internal.changestream.EventDecoder;
import dev.morelia.result.ChangeEvent.OperationType;
import dev.morelia.result.ChangeEvent.SplitEvent;
import dev.morelia.result.ChangeEvent.TruncatedArray;
import dev.morelia.settings.Namespace;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangeEventTest {
    private static final Document TOKEN = new Document("_data", "82");

    record Person(String name, int age) {}

    private static ChangeEvent<Person> event(Document fields) {
        var codec = CodecRegistry.standard().documentCodec(Person.class);
        return EventDecoder.decode(RawDocument.encode(fields), codec);
    }

    @Test
    void readsAllFieldsOfAnUpdate() {
        var id = UUID.randomUUID();
        var event = event(new Document("_id", TOKEN)
                .append("operationType", "update")
                .append("clusterTime", new Timestamp(5, 6))
                .append("wallTime", Instant.ofEpochMilli(7))
                .append("collectionUUID", id)
                .append("ns", Document.of("db", "app", "coll", "people", "new", 1))
                .append("documentKey", new Document("_id", 1))
                .append("lsid", new Document("id", 2))
                .append("txnNumber", 3L)
                .append("fullDocument", Document.of("name", "Ada", "age", 37))
                .append("fullDocumentBeforeChange", Document.of("name", "Ada", "age", 36))
                .append(
                        "updateDescription",
                        Document.of(
                                "updatedFields",
                                new Document("age", 37),
                                "removedFields",
                                List.of("nick"),
                                "truncatedArrays",
                                List.of(Document.of("field", "tags", "newSize", 2)),
                                "disambiguatedPaths",
                                new Document("a.0", List.of("a", "0"))))
                .append("splitEvent", Document.of("fragment", 1, "of", 2)));
        assertThat(event.operationType()).isEqualTo(OperationType.UPDATE);
        assertThat(event.operationTypeName()).isEqualTo("update");
        assertThat(event.resumeToken()).isEqualTo(TOKEN);
        assertThat(event.clusterTime()).isEqualTo(new Timestamp(5, 6));
        assertThat(event.wallTime()).isEqualTo(Instant.ofEpochMilli(7));
        assertThat(event.collectionUuid()).isEqualTo(id);
        assertThat(event.namespace()).isEqualTo(new Namespace("app", "people"));
        assertThat(event.database()).isEqualTo("app");
        assertThat(event.documentKey()).isEqualTo(new Document("_id", 1));
        assertThat(event.sessionId()).isEqualTo(new Document("id", 2));
        assertThat(event.transactionNumber()).isEqualTo(3);
        assertThat(event.fullDocument()).isEqualTo(new Person("Ada", 37));
        assertThat(event.fullDocumentBeforeChange()).isEqualTo(new Person("Ada", 36));
        assertThat(event.splitEvent()).isEqualTo(new SplitEvent(1, 2));
        var update = Objects.requireNonNull(event.updateDescription());
        assertThat(update.updatedFields()).isEqualTo(new Document("age", 37));
        assertThat(update.removedFields()).containsExactly("nick");
        assertThat(update.truncatedArrays()).containsExactly(new TruncatedArray("tags", 2));
        assertThat(update.disambiguatedPaths()).isEqualTo(new Document("a.0", List.of("a", "0")));
    }

    @Test
    void lacksWhatTheServerDidNotSend() {
        var event = event(new Document("_id", TOKEN)
                .append("operationType", "dropDatabase")
                .append("ns", new Document("db", "app"))
                .append("fullDocument", null));
        assertThat(event.namespace()).isNull();
        assertThat(event.database()).isEqualTo("app");
        assertThat(event.fullDocument()).isNull();
        assertThat(event.fullDocumentBeforeChange()).isNull();
        assertThat(event.updateDescription()).isNull();
        assertThat(event.documentKey()).isNull();
        assertThat(event.to()).isNull();
        assertThat(event.clusterTime()).isNull();
        assertThat(event.wallTime()).isNull();
        assertThat(event.transactionNumber()).isNull();
        assertThat(event.sessionId()).isNull();
        assertThat(event.collectionUuid()).isNull();
        assertThat(event.namespaceType()).isNull();
        assertThat(event.operationDescription()).isNull();
        assertThat(event.splitEvent()).isNull();
    }

    @Test
    void readsUnknownTypesAndChangedForms() {
        var event = event(Document.of("_id", TOKEN, "operationType", "somethingNew", "ns", "app.people", "to", 5));
        assertThat(event.operationType()).isEqualTo(OperationType.UNKNOWN);
        assertThat(event.operationTypeName()).isEqualTo("somethingNew");
        assertThat(event.namespace()).isNull();
        assertThat(event.database()).isNull();
        assertThat(event.to()).isNull();
        assertThatThrownBy(
                        () -> event(Document.of("_id", TOKEN, "clusterTime", 5)).clusterTime())
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("clusterTime");
    }

    @Test
    void namesTheFieldThatCannotBeDecoded() {
        var changed = Document.of("_id", TOKEN, "fullDocument", Document.of("name", "Ada", "age", "old"));
        assertThatThrownBy(() -> event(changed))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("fullDocument.age");
    }

    @Test
    void allTypesAreFoundByTheirNames() {
        assertThat(Arrays.stream(OperationType.values()).map(type -> OperationType.of(type.specName())))
                .containsExactly(OperationType.values());
        assertThat(OperationType.of(null)).isEqualTo(OperationType.UNKNOWN);
    }
}
