package dev.morelia.internal.changestream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeStreamCommandTest {
    private static final List<Document> SPLIT = List.of(new Document("$changeStreamSplitLargeEvent", new Document()));

    @Test
    void dividesTheOptionsBetweenStageAndCommand() {
        var options = Document.of(
                "fullDocument",
                "updateLookup",
                "batchSize",
                2,
                "maxAwaitTimeMS",
                10L,
                "comment",
                "why",
                "somethingNew",
                1,
                "joinFragments",
                true);
        var stages = List.of(new Document("$match", new Document("a", 1)));
        var command = new ChangeStreamCommand("app", "orders", stages, options);
        var aggregate = command.aggregate(command.stageOptions());
        assertThat(aggregate.pipeline())
                .containsExactly(
                        new Document("$changeStream", Document.of("fullDocument", "updateLookup", "somethingNew", 1)),
                        stages.getFirst());
        assertThat(aggregate.fields()).isEqualTo(Document.of("batchSize", 2, "comment", "why"));
        assertThat(aggregate.target().tried("aggregate")).isEqualTo("aggregate on app.orders");
    }

    @Test
    void watchesAllDatabasesFromAdmin() {
        var command = ChangeStreamCommand.ofCluster(List.of(), new Document());
        assertThat(command.database()).isEqualTo("admin");
        assertThat(command.collection()).isNull();
        assertThat(command.stageOptions()).isEqualTo(new Document("allChangesForCluster", true));
        assertThat(command.with(new Document("comment", "why")).stageOptions())
                .isEqualTo(new Document("allChangesForCluster", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "admin"})
    void watchesOnlyTheDatabaseThatIsNamed(String database) {
        assertThat(new ChangeStreamCommand(database, null, List.of(), new Document()).stageOptions())
                .isEmpty();
    }

    @Test
    void joinsFragmentsOfSplitEvents() {
        assertThat(new ChangeStreamCommand("app", null, SPLIT, new Document()).joinsFragments())
                .isTrue();
        assertThat(new ChangeStreamCommand("app", null, SPLIT, new Document("joinFragments", false)).joinsFragments())
                .isFalse();
        assertThat(new ChangeStreamCommand("app", null, List.of(), new Document()).joinsFragments())
                .isFalse();
    }
}
