package dev.morelia.internal.changestream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EventFragmentsTest {
    private final EventFragments fragments = new EventFragments();

    private static RawDocument fragment(int number, int of, String field, Object value) {
        return RawDocument.encode(new Document("_id", new Document("_data", "t" + number))
                .append("splitEvent", Document.of("fragment", number, "of", of))
                .append(field, value));
    }

    @Test
    void passesAWholeEventOn() {
        var event = RawDocument.encode(Document.of("_id", new Document("_data", "t"), "operationType", "insert"));
        assertThat(fragments.add(event)).isSameAs(event);
        assertThat(fragments.isWithinEvent()).isFalse();
    }

    @Test
    void joinsFragmentsUnderTheTokenOfTheLast() {
        assertThat(fragments.add(fragment(1, 3, "operationType", "update"))).isNull();
        assertThat(fragments.isWithinEvent()).isTrue();
        assertThat(fragments.add(fragment(2, 3, "fullDocument", new Document("a", "b"))))
                .isNull();
        var event = Objects.requireNonNull(fragments.add(fragment(3, 3, "wallTime", 7L)));
        assertThat(event.toDocument())
                .isEqualTo(Document.of(
                        "_id",
                        new Document("_data", "t3"),
                        "operationType",
                        "update",
                        "fullDocument",
                        new Document("a", "b"),
                        "wallTime",
                        7L));
        assertThat(fragments.isWithinEvent()).isFalse();
    }

    @Test
    void passesAFragmentOnWhoseBeginningIsMissing() {
        var second = fragment(2, 2, "a", 1);
        assertThat(fragments.add(second)).isSameAs(second);
        assertThat(fragments.isWithinEvent()).isFalse();
    }

    @Test
    void canBeGivenTheLastFragmentAgainIfJoiningHasFailed() {
        assertThat(fragments.add(fragment(1, 2, "a", 1))).isNull();
        byte[] bytes = fragment(2, 2, "b", 2).toByteArray();
        bytes[bytes.length - "tb0nnnn0".length()] = 0x55;
        var unreadable = RawDocument.of(bytes);
        assertThatThrownBy(() -> fragments.add(unreadable)).isInstanceOf(BsonException.class);
        var event = Objects.requireNonNull(fragments.add(fragment(2, 2, "b", 2)));
        assertThat(event.toDocument()).isEqualTo(Document.of("_id", new Document("_data", "t2"), "a", 1, "b", 2));
    }

    @Test
    void beginsAgainWithTheFirstFragment() {
        assertThat(fragments.add(fragment(1, 2, "a", 1))).isNull();
        assertThat(fragments.add(fragment(1, 2, "a", 2))).isNull();
        var event = Objects.requireNonNull(fragments.add(fragment(2, 2, "b", 3)));
        assertThat(event.toDocument()).isEqualTo(Document.of("_id", new Document("_data", "t2"), "a", 2, "b", 3));
    }

    @Test
    void forgetsFragmentsWhenTheStreamBeginsAgain() {
        assertThat(fragments.add(fragment(1, 2, "a", 1))).isNull();
        fragments.clear();
        assertThat(fragments.isWithinEvent()).isFalse();
        var second = fragment(2, 2, "b", 2);
        assertThat(fragments.add(second)).isSameAs(second);
    }
}
