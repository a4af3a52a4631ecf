package dev.morelia.spec.unified.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The subscribers with which tests iterate. */
@Timeout(20)
class SubscriptionsTest {
    private static final Document FIRST = new Document("_id", 1);
    private static final Document SECOND = new Document("_id", 2);
    private static final IllegalStateException FAILURE = new IllegalStateException("lost");

    @Test
    void aCursorRequestsTheFirstElementWhenItIsOpened() {
        var publisher = Elements.of(FIRST, SECOND);
        var cursor = AsyncCursor.open(publisher, new Replies());
        assertThat(publisher.requested()).isEqualTo(1);

        assertThat(cursor.next()).isEqualTo(FIRST);
        assertThat(publisher.requested()).isEqualTo(1);
        assertThat(cursor.tryNext()).isEqualTo(SECOND);
        assertThat(publisher.requested()).isEqualTo(2);
        assertThat(cursor.tryNext()).isNull();
        assertThatThrownBy(cursor::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aCursorIsDrained() {
        assertThat(AsyncCursor.open(Elements.of(FIRST, SECOND), new Replies()).drain())
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void aCursorThatCannotBeOpenedThrows() {
        assertThatThrownBy(() -> AsyncCursor.open(Elements.failing(FAILURE), new Replies()))
                .isSameAs(FAILURE);
    }

    @Test
    void aFailureFollowsTheElements() {
        var cursor = AsyncCursor.open(Elements.failing(FAILURE, FIRST), new Replies());

        assertThat(cursor.next()).isEqualTo(FIRST);
        assertThatThrownBy(cursor::next).isSameAs(FAILURE);
        assertThatThrownBy(cursor::tryNext).isSameAs(FAILURE);
        assertThatThrownBy(cursor::drain).isSameAs(FAILURE);
    }

    @Test
    void closingACursorCancelsIt() {
        var publisher = Elements.of(FIRST, SECOND);
        var cursor = AsyncCursor.open(publisher, new Replies());

        assertThatThrownBy(() -> cursor.close(Duration.ZERO)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(publisher.isCancelled()).isFalse();
        cursor.close();
        assertThat(publisher.isCancelled()).isTrue();
    }

    @Test
    void elementsAreCollectedOneByOne() {
        var publisher = Elements.of("a", "b");
        assertThat(Collected.of(publisher)).containsExactly("a", "b");
        assertThat(publisher.requested()).isEqualTo(3);

        assertThatThrownBy(() -> Collected.of(Elements.failing(FAILURE, FIRST))).isSameAs(FAILURE);
    }

    @Test
    void elementsAreRequestedOneByOne() {
        var publisher = Elements.of("a", "b");
        var requested = Requested.of(publisher);
        assertThat(publisher.requested()).isZero();
        assertThat(requested.next()).isEqualTo("a");
        assertThat(publisher.requested()).isEqualTo(1);
        assertThat(requested.next()).isEqualTo("b");
        assertThat(requested.next()).isNull();
        assertThat(requested.next()).isNull();

        var failing = Requested.of(Elements.failing(FAILURE));
        assertThatThrownBy(failing::next).isSameAs(FAILURE);
        assertThatThrownBy(failing::next).isSameAs(FAILURE);
        failing.cancel();
    }
}
