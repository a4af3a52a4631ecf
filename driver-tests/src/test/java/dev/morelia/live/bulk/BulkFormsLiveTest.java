package dev.morelia.live.bulk;

import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.BulkWriteException;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.testkit.Mongod;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In each form of a bulk write, the one write that cannot be encoded is reported, and the others are not lost. */
@Timeout(240)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class BulkFormsLiveTest {
    private static final int MANY = 120_000;
    private static final int BAD = 109_999;

    private static MongoClient client;
    private static MongoCollection<Document> things;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
        things = client.database("forms").collection("things");
    }

    @AfterAll
    static void disconnect() {
        things.drop();
        client.close();
    }

    /** Why a write fails before it is sent. */
    record Flaw(String words, Object value) {}

    private static final Flaw NOT_ENCODABLE = new Flaw("at field ", new Object());
    private static final Flaw TOO_LARGE = new Flaw("must not be larger than", "x".repeat(17 * 1024 * 1024));

    /** A form of a bulk write, each of whose writes is for the document with its index as {@code _id}. */
    enum Form {
        INSERT_MANY,
        STREAM,
        INSERTS,
        UPDATES,
        UPDATES_OF_MANY,
        REPLACES,
        DELETES,
        DELETES_OF_MANY;

        boolean inserts() {
            return this == INSERT_MANY || this == STREAM || this == INSERTS;
        }

        boolean deletes() {
            return this == DELETES || this == DELETES_OF_MANY;
        }

        WriteModel<Document> model(int id, @Nullable Object flaw) {
            var upsert = new UpdateOptions().upsert(true);
            var document = Document.of("_id", id, "a", flaw);
            return switch (this) {
                case INSERT_MANY, STREAM, INSERTS -> WriteModel.insertOne(document);
                case UPDATES -> WriteModel.updateOne(eq("_id", id), set("a", flaw), upsert);
                case UPDATES_OF_MANY -> WriteModel.updateMany(eq("_id", id), set("a", flaw), upsert);
                case REPLACES -> WriteModel.replaceOne(eq("_id", id), document, new ReplaceOptions().upsert(true));
                case DELETES -> WriteModel.deleteOne(flaw == null ? eq("_id", id) : eq("a", flaw));
                case DELETES_OF_MANY -> WriteModel.deleteMany(flaw == null ? eq("_id", id) : eq("a", flaw));
            };
        }

        void execute(int count, int bad, Flaw flaw, boolean ordered) {
            var documents = IntStream.range(0, count)
                    .mapToObj(id -> Document.of("_id", id, "a", id == bad ? flaw.value() : null));
            var options = new InsertManyOptions().ordered(ordered);
            switch (this) {
                case INSERT_MANY -> things.insertMany(documents.toList(), options);
                case STREAM -> things.insertMany(documents, options);
                default ->
                    things.bulkWrite(
                            IntStream.range(0, count)
                                    .mapToObj(id -> model(id, id == bad ? flaw.value() : null))
                                    .toList(),
                            new BulkWriteOptions().ordered(ordered));
            }
        }

        long done(BulkWriteResult result) {
            return inserts() ? result.insertedCount() : deletes() ? result.deletedCount() : result.upsertedCount();
        }
    }

    private static void check(Form form, int count, int bad, Flaw flaw, boolean ordered) {
        things.drop();
        if (form.deletes()) {
            things.insertMany(IntStream.range(0, count)
                    .mapToObj(id -> Document.of("_id", id))
                    .toList());
        }
        var failure = catchThrowableOfType(BulkWriteException.class, () -> form.execute(count, bad, flaw, ordered));
        int done = ordered ? bad : count - 1;
        var id = form.inserts() ? " (_id " + bad + ")" : "";
        assertThat(failure)
                .hasMessageContaining(" on forms.things failed: index " + bad + id + ": ")
                .hasMessageContaining(flaw.words());
        assertThat(failure.writeErrors()).singleElement().satisfies(error -> {
            assertThat(error.index()).isEqualTo(bad);
            assertThat(error.documentId()).isEqualTo(form.inserts() ? bad : null);
            assertThat(error.cause()).isNotNull();
        });
        var partial = failure.partialResult();
        assertThat(form.done(partial)).isEqualTo(done);
        assertThat(partial.insertedIds()).hasSize(form.inserts() && form != Form.STREAM ? done : 0);
        assertThat(failure.unprocessedModels()).hasSize(ordered && form != Form.STREAM ? count - 1 - bad : 0);
        assertThat(things.countDocuments()).isEqualTo(form.deletes() ? count - done : done);
        assertThat(things.findOne(eq("_id", bad)).isPresent()).isEqualTo(form.deletes());
        assertThat(things.findOne(eq("_id", count - 1)).isPresent()).isEqualTo(form.deletes() == ordered);
    }

    @ParameterizedTest
    @EnumSource
    void oneOf120000CannotBeEncoded(Form form) {
        check(form, MANY, BAD, NOT_ENCODABLE, true);
        check(form, MANY, BAD, NOT_ENCODABLE, false);
    }

    @ParameterizedTest
    @EnumSource
    void aLargeOneBetweenSmallOnes(Form form) {
        for (Flaw flaw : List.of(NOT_ENCODABLE, TOO_LARGE)) {
            check(form, 3, 1, flaw, true);
            check(form, 3, 1, flaw, false);
        }
    }
}
