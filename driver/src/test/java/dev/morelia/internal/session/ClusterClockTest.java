package dev.morelia.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import org.junit.jupiter.api.Test;

class ClusterClockTest {
    private final ClusterClock clock = new ClusterClock();

    private static RawDocument time(int seconds, int increment) {
        return RawDocument.encode(
                Document.of("clusterTime", new Timestamp(seconds, increment), "signature", new Document("keyId", (long)
                        increment)));
    }

    @Test
    void movesOnlyForward() {
        assertThat(clock.time()).isNull();
        clock.advance(time(5, 2));
        clock.advance(time(5, 1));
        clock.advance(time(4, 9));
        assertThat(clock.time()).isEqualTo(time(5, 2));
        clock.advance(time(5, 3));
        assertThat(clock.time()).isEqualTo(time(5, 3));
    }

    @Test
    void comparesUnsigned() {
        clock.advance(time(5, -1));
        clock.advance(time(5, 1));
        clock.advance(time(-1, 0));
        clock.advance(time(Integer.MAX_VALUE, 0));
        assertThat(clock.time()).isEqualTo(time(-1, 0));
    }

    @Test
    void takesTheLaterOfTwoClocks() {
        var other = new ClusterClock();
        assertThat(clock.timeOrLater(other)).isNull();
        other.advance(time(1, 1));
        assertThat(clock.timeOrLater(other)).isEqualTo(time(1, 1));
        clock.advance(time(2, 1));
        assertThat(clock.timeOrLater(other)).isEqualTo(time(2, 1));
    }

    @Test
    void ignoresAMalformedReply() {
        clock.replied(RawDocument.encode(Document.of("ok", 1, "$clusterTime", new Document("clusterTime", 5))));
        clock.replied(RawDocument.encode(Document.of("ok", 1, "$clusterTime", "now")));
        clock.replied(RawDocument.encode(new Document("ok", 1)));
        assertThat(clock.time()).isNull();
        assertThatThrownBy(() -> clock.advance(RawDocument.encode(new Document("clusterTime", 5))))
                .isInstanceOf(BsonException.class);
    }

    @Test
    void keepsNoReplyInMemory() {
        var padding = new Document("padding", "x".repeat(1000))
                .append("$clusterTime", time(1, 1).toDocument());
        clock.replied(RawDocument.encode(padding));
        assertThat(clock.time())
                .isNotNull()
                .extracting(RawDocument::length)
                .isEqualTo(time(1, 1).length());
    }
}
