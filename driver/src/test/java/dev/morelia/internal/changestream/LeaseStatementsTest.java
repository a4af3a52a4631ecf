package dev.morelia.internal.changestream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.error.ChangeConsumerException.UnusablePosition;
import dev.morelia.error.CommandException;
import dev.morelia.error.ReportedError;
import dev.morelia.spi.Checkpoints.Acquired;
import dev.morelia.spi.Checkpoints.Held;
import dev.morelia.spi.Checkpoints.Lease;
import dev.morelia.spi.Checkpoints.Position;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent about leases, and what is read from the replies; live tests show that servers understand it. */
class LeaseStatementsTest {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Lease LEASE = new Lease("bills", "me", 7, TIME);

    @Test
    void aLeaseOfOthersIsHeld() {
        var stored = Document.of("_id", "bills", "owner", "other", "since", NOW, "fencing", 7L);
        assertThat(LeaseStatements.attempt(stored, "me", TIME)).isEqualTo(new Held("other", NOW));
    }

    @Test
    void anOwnLeaseIsAcquired() {
        var stored = Document.of("_id", "bills", "owner", "me", "since", NOW, "fencing", 7L);
        assertThat(LeaseStatements.attempt(stored, "me", TIME)).isEqualTo(new Acquired(LEASE, null, null));
        var token = new Document("_data", "8263");
        stored.append("position", new Document("token", token)).append("savedAt", NOW);
        assertThat(LeaseStatements.attempt(stored, "me", TIME))
                .isEqualTo(new Acquired(LEASE, Position.after(token), NOW));
        var time = new Timestamp(5, 6);
        stored.append("position", new Document("operationTime", time));
        assertThat(LeaseStatements.attempt(stored, "me", TIME)).isEqualTo(new Acquired(LEASE, Position.at(time), NOW));
    }

    @Test
    void aPositionHasItsStream() {
        var position = Position.at(new Timestamp(5, 6)).of("collection app.orders");
        assertThat(LeaseStatements.save(position).toString()).contains("\"stream\": \"collection app.orders\"");
        var fields = Document.of("operationTime", new Timestamp(5, 6), "stream", "collection app.orders");
        var stored = Document.of("_id", "bills", "owner", "me", "fencing", 7L, "position", fields);
        assertThat(LeaseStatements.attempt(stored, "me", TIME)).isEqualTo(new Acquired(LEASE, position, null));
    }

    @Test
    void aDamagedPositionIsRejected() {
        for (Object damaged : List.of("here", new Document(), new Document("token", 5))) {
            var stored = Document.of("_id", "bills", "owner", "me", "fencing", 7L, "position", damaged);
            assertThatThrownBy(() -> LeaseStatements.attempt(stored, "me", TIME))
                    .isInstanceOf(UnusablePosition.class)
                    .hasMessageContaining("neither a token nor an operationTime");
        }
    }

    @Test
    void streamsAreTold() {
        var codecs = CodecRegistry.standard();
        var inserts = List.of(Document.parse("{$match: {operationType: 'insert'}}"));
        var none = new Document();
        assertThat(StreamIdentity.of(new ChangeStreamCommand("app", "orders", List.of(), none), codecs))
                .isEqualTo("collection app.orders");
        assertThat(StreamIdentity.of(new ChangeStreamCommand("app", null, List.of(), none), codecs))
                .isEqualTo("database app");
        assertThat(StreamIdentity.of(ChangeStreamCommand.ofCluster(List.of(), none), codecs))
                .isEqualTo("all databases");
        String some = StreamIdentity.of(new ChangeStreamCommand("app", "orders", inserts, none), codecs);
        assertThat(some).matches("collection app.orders, pipeline [0-9a-f]{16}");
        var more = Document.of("fullDocument", "updateLookup", "startAfter", new Document("_data", "82"));
        assertThat(StreamIdentity.of(new ChangeStreamCommand("app", "orders", inserts, more), codecs))
                .isEqualTo(some);
        var expanded = new Document("showExpandedEvents", true);
        assertThat(StreamIdentity.of(new ChangeStreamCommand("app", "orders", inserts, expanded), codecs))
                .isNotEqualTo(some);
    }

    @Test
    void valuesOfTheProgramAreNoExpressions() {
        assertThat(LeaseStatements.acquire("$owner", TIME).toString()).contains("{\"$literal\": \"$owner\"}");
        var odd = Position.after(new Document("$token", "$x"));
        assertThat(LeaseStatements.save(odd).toString()).contains("\"$literal\": {\"token\": {\"$token\": \"$x\"}}");
    }

    @Test
    void onlyTheLastLeaseIsChanged() {
        assertThat(LeaseStatements.of(LEASE)).isEqualTo(Document.of("_id", "bills", "owner", "me", "fencing", 7L));
    }

    @ParameterizedTest
    @CsvSource({
        "286, whatever, true",
        "136, whatever, true",
        "40576, whatever, true",
        "280, cannot resume stream; the resume token was not found, true",
        "280, 'Encountered an event whose _id field, which contains the resume token, was modified', false",
        "260, invalid token, false",
        "43, cursor not found, false",
    })
    void lostHistoryIsRecognized(int code, String message, boolean lost) {
        var reply = RawDocument.encode(Document.of("ok", 0, "code", code, "errmsg", message));
        var failure = new CommandException(
                ReportedError.of("getMore on app.orders", new ServerAddress("localhost", 27017), reply));
        assertThat(LostChanges.isCauseOf(failure)).isEqualTo(lost);
        assertThat(LostChanges.isCauseOf(new IllegalStateException(failure))).isFalse();
    }

    @Test
    void lagIsInSeconds() {
        var early = new Timestamp(Integer.MAX_VALUE, 5);
        var late = new Timestamp(Integer.MIN_VALUE + 2, 1);
        assertThat(ConsumerLag.of(early, late, false)).isEqualTo(Duration.ofSeconds(3));
        assertThat(ConsumerLag.of(late, early, false)).isZero();
        assertThat(ConsumerLag.of(early, late, true)).isZero();
        assertThat(ConsumerLag.of(null, late, false)).isNull();
        assertThat(ConsumerLag.of(early, null, false)).isNull();
        assertThat(ConsumerLag.of(null, null, true)).isZero();
    }
}
