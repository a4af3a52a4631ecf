package dev.morelia.internal.changestream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResumePointTest {
    private static final Timestamp TIME = new Timestamp(7, 1);
    private static final Timestamp REPLIED_AT = new Timestamp(8, 1);

    private static RawDocument token(String data) {
        return RawDocument.encode(new Document("_data", data));
    }

    private static Document document(String data) {
        return new Document("_data", data);
    }

    private static Document resumed(ResumePoint point) {
        return RawDocument.encode(point.stageOptions()).toDocument();
    }

    private final ResumePoint plain = new ResumePoint(new Document("fullDocument", "updateLookup"));

    @Test
    void resumesAsItBeganWhenNothingIsKnown() {
        plain.opened(true, null, null);
        assertThat(plain.token()).isNull();
        assertThat(resumed(plain)).isEqualTo(new Document("fullDocument", "updateLookup"));
    }

    @Test
    void resumesAtTheTimeOfAnEmptyFirstReplyOfAServerWithoutTokens() {
        plain.opened(true, null, REPLIED_AT);
        plain.arrived(true, null);
        assertThat(resumed(plain))
                .isEqualTo(Document.of("fullDocument", "updateLookup", "startAtOperationTime", REPLIED_AT));
    }

    @Test
    void keepsNoTimeIfTheFirstReplyHasEvents() {
        plain.opened(false, null, REPLIED_AT);
        assertThat(resumed(plain)).isEqualTo(new Document("fullDocument", "updateLookup"));
    }

    @Test
    void resumesAtTheTimeOfTheOptions() {
        var point = new ResumePoint(new Document("startAtOperationTime", TIME));
        point.opened(true, null, REPLIED_AT);
        assertThat(resumed(point)).isEqualTo(new Document("startAtOperationTime", TIME));
    }

    @Test
    void theTokenOfAnEmptyBatchReplacesTheTime() {
        var point = new ResumePoint(new Document("startAtOperationTime", TIME));
        point.opened(true, token("a"), REPLIED_AT);
        assertThat(resumed(point)).isEqualTo(new Document("resumeAfter", document("a")));
        point.arrived(true, token("b"));
        assertThat(point.token()).isEqualTo(document("b"));
    }

    @Test
    void theTokenOfABatchWithEventsCountsOnlyAfterItsLast() {
        plain.opened(false, token("batch"), REPLIED_AT);
        assertThat(plain.token()).isNull();
        plain.returned(token("first"), null);
        assertThat(plain.token()).isEqualTo(document("first"));
        plain.returned(token("second"), token("batch"));
        assertThat(plain.token()).isEqualTo(document("batch"));
        assertThat(resumed(plain).document("resumeAfter")).isEqualTo(document("batch"));
    }

    @Test
    void startsAfterTheTokenUntilAnEventIsReturned() {
        var point = new ResumePoint(new Document("startAfter", document("start")));
        point.opened(false, null, REPLIED_AT);
        assertThat(point.token()).isEqualTo(document("start"));
        assertThat(resumed(point)).isEqualTo(new Document("startAfter", document("start")));
        point.arrived(true, token("empty"));
        assertThat(resumed(point)).isEqualTo(new Document("startAfter", document("empty")));
        point.returned(token("event"), null);
        assertThat(resumed(point)).isEqualTo(new Document("resumeAfter", document("event")));
    }

    @Test
    void resumesAfterTheTokenOfTheOptions() {
        var point = new ResumePoint(new Document("resumeAfter", document("start")));
        point.opened(true, null, REPLIED_AT);
        assertThat(point.token()).isEqualTo(document("start"));
        assertThat(resumed(point)).isEqualTo(new Document("resumeAfter", document("start")));
    }

    @Test
    void theProgramGetsACopyOfTheToken() {
        var point = new ResumePoint(new Document("resumeAfter", document("start")));
        Objects.requireNonNull(point.token()).clear();
        assertThat(point.token()).isEqualTo(document("start"));
    }
}
