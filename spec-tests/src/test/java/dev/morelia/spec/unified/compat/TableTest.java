package dev.morelia.spec.unified.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.UpdateOptions;
import dev.morelia.bson.Document;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void setsTheOptionsThatTheFileHas() {
        var fields = Document.of("upsert", true, "comment", "why", "sort", Document.of("a", 1))
                .append("arrayFilters", List.of(Document.of("b", 2)))
                .append("hint", Document.of("c", 3))
                .append("let", null);

        var options = WriteTables.UPDATE.apply(new UpdateOptions(), fields);

        assertThat(options.isUpsert()).isTrue();
        assertThat(options.getComment()).isEqualTo(new BsonString("why"));
        assertThat(options.getSort()).isEqualTo(new BsonDocument("a", new BsonInt32(1)));
        assertThat(options.getArrayFilters()).hasToString("[{\"b\": 2}]");
        assertThat(options.getHint()).isEqualTo(new BsonDocument("c", new BsonInt32(3)));
        assertThat(options.getHintString()).isNull();
        assertThat(options.getLet()).isNull();
    }

    @Test
    void anIndexIsHintedByItsName() {
        var options = WriteTables.UPDATE.apply(new UpdateOptions(), new Document("hint", "a_1"));

        assertThat(options.getHintString()).isEqualTo("a_1");
        assertThat(options.getHint()).isNull();
    }

    @Test
    void timesHaveTheUnitsOfTheFile() {
        var options = AdminTables.INDEX.apply(
                new com.mongodb.client.model.IndexOptions(), new Document("expireAfterSeconds", 2));
        assertThat(options.getExpireAfter(TimeUnit.SECONDS)).isEqualTo(2);

        var count =
                WriteTables.COUNT.apply(new com.mongodb.client.model.CountOptions(), new Document("maxTimeMS", 3000L));
        assertThat(count.getMaxTime(TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void anOptionThatTheOfficialDriverDoesNotHaveEndsTheTest() {
        assertThatThrownBy(() -> WriteTables.UPDATE.apply(new UpdateOptions(), new Document("rawData", true)))
                .isInstanceOfSatisfying(
                        SpecSkip.class, skip -> assertThat(skip.reason()).isEqualTo(SkipReason.OFFICIAL_INTERFACES))
                .hasMessage("the official interfaces lack it: option rawData");
    }
}
