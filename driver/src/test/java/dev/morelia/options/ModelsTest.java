package dev.morelia.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.SearchIndexModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModelsTest {
    private static final Document FILTER = new Document("_id", 1);
    private static final Document SET = new Document("$set", new Document("x", 2));

    @Test
    void anUpdateStartsWithAnOperator() {
        assertThat(WriteModel.updateOne(FILTER, SET))
                .isEqualTo(new WriteModel.UpdateOne<>(FILTER, SET, new UpdateOptions()));
        assertThatThrownBy(() -> WriteModel.updateOne(FILTER, new Document("x", 2)))
                .hasMessage("update must start with an operator such as $set (to replace a document, use replaceOne),"
                        + " got 'x'");
        assertThatThrownBy(() -> WriteModel.updateMany(FILTER, new Document()))
                .hasMessage("update must not be empty: it needs an operator such as $set");
    }

    @Test
    void anUpdateMayBeAPipeline() {
        var stages = new ArrayList<>(List.of(SET));
        var model = new WriteModel.UpdateMany<>(FILTER, stages, new UpdateOptions());
        stages.clear();
        assertThat(model.update()).isEqualTo(List.of(SET));
        assertThatThrownBy(() -> new WriteModel.UpdateOne<>(FILTER, List.of(), new UpdateOptions()))
                .hasMessage("update pipeline must not be empty");
        assertThatThrownBy(() -> new WriteModel.UpdateOne<>(FILTER, List.of("$set"), new UpdateOptions()))
                .hasMessage("update pipeline must consist of Documents, got '$set'");
        assertThatThrownBy(() -> new WriteModel.UpdateOne<>(FILTER, "$set", new UpdateOptions()))
                .hasMessage("update must be a Document or a List of Documents, got '$set'");
    }

    @Test
    void everyModelTakesItsOptions() {
        var update = new UpdateOptions().upsert(true);
        var replace = new ReplaceOptions().upsert(true);
        var delete = new DeleteOptions().hint("_id_");
        assertThat(WriteModel.updateOne(FILTER, SET, update))
                .isEqualTo(new WriteModel.UpdateOne<>(FILTER, SET, update));
        assertThat(WriteModel.updateMany(FILTER, SET, update))
                .isEqualTo(new WriteModel.UpdateMany<>(FILTER, SET, update));
        assertThat(WriteModel.updateOne(FILTER, List.of(SET), update))
                .isEqualTo(new WriteModel.UpdateOne<>(FILTER, List.of(SET), update));
        assertThat(WriteModel.updateMany(FILTER, List.of(SET), update))
                .isEqualTo(new WriteModel.UpdateMany<>(FILTER, List.of(SET), update));
        assertThat(WriteModel.updateOne(FILTER, List.of(SET)))
                .isEqualTo(new WriteModel.UpdateOne<>(FILTER, List.of(SET), new UpdateOptions()));
        assertThat(WriteModel.updateMany(FILTER, List.of(SET)))
                .isEqualTo(new WriteModel.UpdateMany<>(FILTER, List.of(SET), new UpdateOptions()));
        assertThat(WriteModel.replaceOne(FILTER, FILTER, replace))
                .isEqualTo(new WriteModel.ReplaceOne<>(FILTER, FILTER, replace));
        assertThat(WriteModel.deleteOne(FILTER, delete)).isEqualTo(new WriteModel.DeleteOne<>(FILTER, delete));
        assertThat(WriteModel.deleteMany(FILTER, delete)).isEqualTo(new WriteModel.DeleteMany<>(FILTER, delete));
    }

    @Test
    void aReplacementDoesNotStartWithAnOperator() {
        assertThat(WriteModel.replaceOne(FILTER, new Document())).isNotNull();
        assertThatThrownBy(() -> WriteModel.replaceOne(FILTER, SET))
                .hasMessage(
                        "replacement must not start with an operator (to change fields, use updateOne), got '$set'");
    }

    @Test
    void indexNames() {
        assertThat(IndexModel.of(new Document("age", 1).append("name", -1.0).append("text", "text"))
                        .name())
                .isEqualTo("age_1_name_-1_text_text");
        assertThat(new IndexModel(new Document("a", 1), new IndexOptions().name("mine")).name())
                .isEqualTo("mine");
        assertThatThrownBy(() -> IndexModel.of(new Document())).hasMessage("keys must not be empty");
    }

    @Test
    void searchIndexes() {
        var model = SearchIndexModel.of(FILTER).name("n").type("vectorSearch");
        assertThat(model).isEqualTo(new SearchIndexModel(FILTER, "n", "vectorSearch"));
        assertThatThrownBy(() -> model.name("")).hasMessage("name must not be empty");
    }
}
