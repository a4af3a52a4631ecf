package dev.morelia.internal.errordetail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Messages as servers write them: 6.0 and newer with fields beside, 3.6 and imitations without. */
final class DuplicateKeyTest {

    private static DuplicateKey of(String message) {
        return DuplicateKey.of(new Document(), message);
    }

    @Test
    void fieldsCountWhereTheServerSendsThem() {
        var error = new Document("keyPattern", new Document("email", 1)).append("keyValue", new Document("email", "a"));
        var key = DuplicateKey.of(
                error, "E11000 duplicate key error collection: app.people index: email_1 dup key: { email: \"b\" }");

        assertThat(key).isEqualTo(new DuplicateKey("email_1", new Document("email", 1), new Document("email", "a")));
        assertThat(key.explanation())
                .isEqualTo("A document with {\"email\": \"a\"} already exists in the unique index email_1; use another"
                        + " value, or change that document");
    }

    @Test
    void anIndexThatCannotBeBuiltNamesWhatIsInItsWay() {
        var key =
                of("Index build failed: 0a5b: Collection app.people ( 0a5c ) :: caused by :: E11000 duplicate key error"
                        + " collection: app.people index: email_1 dup key: { email: \"b\" }");
        assertThat(key.explanation())
                .isEqualTo("The unique index email_1 was not built, because several documents exist with"
                        + " {\"email\": \"b\"}; change or delete all but one of them first");
    }

    @Test
    void elseTheMessageIsRead() {
        assertThat(of("E11000 duplicate key error collection: app.people index: email_1 dup key: { email: \"b\" }"))
                .isEqualTo(new DuplicateKey("email_1", new Document("email", 1), new Document("email", "b")));
        assertThat(of("E11000 duplicate key error collection: a.b index: a_1_b.c_-1 dup key: { a: 1, b.c: null }"))
                .isEqualTo(new DuplicateKey(
                        "a_1_b.c_-1", Document.of("a", 1, "b.c", -1), new Document("a", 1).append("b.c", null)));
        assertThat(of("E11000 duplicate key error collection: a.b index: x_1 collation: { locale: \"de\", strength: 2 }"
                        + " dup key: { x: \"0x1234\" }"))
                .isEqualTo(new DuplicateKey("x_1", new Document("x", 1), new Document("x", "0x1234")));
    }

    @Test
    void olderServersPutTheCollectionBeforeTheIndexAndLeaveOutNames() {
        assertThat(of("E11000 duplicate key error index: app.people.$email_1  dup key: { : \"b\" }"))
                .isEqualTo(new DuplicateKey("email_1", new Document("email", 1), new Document("email", "b")));
        assertThat(of("E11000 duplicate key error collection: a.b index: a_1_b_1 dup key: { : 1, : true }"))
                .isEqualTo(new DuplicateKey("a_1_b_1", Document.of("a", 1, "b", 1), Document.of("a", 1, "b", true)));
    }

    @Test
    void typesThatJsonDoesNotHave() {
        var id = ObjectId.of("507f1f77bcf86cd799439011");
        assertThat(of("E11000 duplicate key error collection: a.b index: _id_ dup key: { _id: ObjectId('" + id
                        + "') }"))
                .isEqualTo(new DuplicateKey("_id_", new Document("_id", 1), new Document("_id", id)));
        assertThat(of("E11000 duplicate key error collection: a.b index: d_1 dup key: { d: new Date(1000) }")
                        .keyValue())
                .isEqualTo(new Document("d", Instant.ofEpochSecond(1)));
        assertThat(of("E11000 duplicate key error collection: a.b index: u_1 dup key: { u: BinData(3, 0123) }")
                        .keyValue())
                .isNull();
    }

    @Test
    void valuesThatLookLikeNames() {
        assertThat(of("E11000 duplicate key error collection: a.b index: t_1 dup key: { t: \"x, y: z { q: 1\" }")
                        .keyValue())
                .isEqualTo(new Document("t", "x, y: z { q: 1"));
        // A quotation mark inside, which servers do not escape, must not make up a second field.
        assertThat(of("E11000 duplicate key error collection: a.b index: t_1 dup key: { t: \"x\", u: \"y\" }")
                        .keyValue())
                .isNull();
    }

    @Test
    void longMessagesAreNoTrap() {
        String value = "x".repeat(6000);
        assertThat(of("E11000 duplicate key error collection: a.b index: t_1 dup key: { t: \"" + value + "\" }")
                        .keyValue())
                .isEqualTo(new Document("t", value));
        assertThat(of("E11000 index: " + " collation: ".repeat(1_000_000)).keyValue())
                .isNull();
    }

    @Test
    void whatCannotBeLearnedIsNull() {
        assertThat(of("E11000 duplicate key error")).isEqualTo(new DuplicateKey(null, null, null));
        assertThat(of("E11000 duplicate key error").explanation())
                .startsWith("A document with the same key already exists");
        var named = of("E11000 duplicate key error collection: a.b index: my index dup key: { x: 1 }");
        assertThat(named).isEqualTo(new DuplicateKey("my index", null, new Document("x", 1)));
        assertThat(of("E11000 duplicate key error collection: a.b index: t_1 dup key: { t: \"cut off...")
                        .keyValue())
                .isNull();
    }
}
