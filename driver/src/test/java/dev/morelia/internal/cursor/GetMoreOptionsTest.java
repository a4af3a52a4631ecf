package dev.morelia.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.TimeoutMode;
import dev.morelia.options.admin.ListIndexesOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a timeout applies to the batches of a cursor. */
class GetMoreOptionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static FindOptions find(CursorType type, @Nullable TimeoutMode mode) {
        var options = new FindOptions().cursorType(type);
        return mode == null ? options : options.timeoutMode(mode);
    }

    @ParameterizedTest
    @CsvSource({
        "NON_TAILABLE,   ,                false, true",
        "NON_TAILABLE,   CURSOR_LIFETIME, false, true",
        "NON_TAILABLE,   ITERATION,       true,  false",
        "TAILABLE,       ,                true,  false",
        "TAILABLE,       ITERATION,       true,  false",
        "TAILABLE_AWAIT, ,                true,  true",
        "TAILABLE_AWAIT, ITERATION,       true,  true",
        "EXHAUST,        ,                false, true",
        "EXHAUST,        CURSOR_LIFETIME, false, true",
        "EXHAUST,        ITERATION,       true,  false",
    })
    void byTypeAndMode(CursorType type, @Nullable TimeoutMode mode, boolean renewsTimeout, boolean limitsServer) {
        var options = GetMoreOptions.of(find(type, mode));
        assertThat(options.renewsTimeout()).isEqualTo(renewsTimeout);
        assertThat(options.limitsServer()).isEqualTo(limitsServer);
        assertThatCode(() -> options.check(SECOND, false)).doesNotThrowAnyException();
    }

    @Test
    void anAggregationAwaitsOnlyChanges() {
        var options = new AggregateOptions().maxAwaitTime(Duration.ofMillis(70));
        var changes = GetMoreOptions.of(options, List.of(new Document("$changeStream", new Document())));
        assertThat(changes.sentAwaitMillis()).isEqualTo(70);
        assertThat(changes.renewsTimeout()).isTrue();
        var plain = GetMoreOptions.of(options, List.of());
        assertThat(plain.sentAwaitMillis()).isZero();
        assertThat(plain.renewsTimeout()).isFalse();
    }

    @Test
    void queriesReadAhead() {
        assertThat(GetMoreOptions.of(new FindOptions()).readsAhead()).isTrue();
        assertThat(GetMoreOptions.of(new FindOptions().batchSize(7)).readsAhead())
                .isTrue();
        assertThat(GetMoreOptions.of(new AggregateOptions(), List.of()).readsAhead())
                .isTrue();
        assertThat(GetMoreOptions.of(new FindOptions().readAhead(false)).readsAhead())
                .isFalse();
        assertThat(GetMoreOptions.of(new FindOptions().timeoutMode(TimeoutMode.ITERATION))
                        .readsAhead())
                .isFalse();
        assertThat(GetMoreOptions.of(find(CursorType.TAILABLE, null)).readsAhead())
                .isFalse();
        assertThat(GetMoreOptions.of(find(CursorType.EXHAUST, null)).readsAhead())
                .as("the server does")
                .isFalse();
        assertThat(GetMoreOptions.of(new ListIndexesOptions()).readsAhead()).isFalse();
    }

    @Test
    void optionsOfOneBatchNeedNoMore() {
        assertThat(GetMoreOptions.ofFirst(new FindOptions().batchSize(7))).isSameAs(GetMoreOptions.DEFAULT);
        assertThat(GetMoreOptions.ofFirst(find(CursorType.TAILABLE, null)).limitsServer())
                .isFalse();
        assertThat(GetMoreOptions.of(new ListIndexesOptions())).isSameAs(GetMoreOptions.DEFAULT);
        assertThat(GetMoreOptions.of(new ListIndexesOptions().timeoutMode(TimeoutMode.ITERATION))
                        .renewsTimeout())
                .isTrue();
    }

    @Test
    void aModeNeedsATimeout() {
        var options = GetMoreOptions.of(new FindOptions().timeoutMode(TimeoutMode.ITERATION));
        assertThatThrownBy(() -> options.check(null, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeoutMode must not be set without a timeout, got ITERATION");
        assertThatCode(() -> options.check(Duration.ZERO, false)).doesNotThrowAnyException();
    }

    @Test
    void aModeMustSuitTheCursor() {
        for (CursorType type : List.of(CursorType.TAILABLE, CursorType.TAILABLE_AWAIT)) {
            var options = GetMoreOptions.of(find(type, TimeoutMode.CURSOR_LIFETIME));
            assertThatThrownBy(() -> options.check(SECOND, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeoutMode must be ITERATION for a tailable cursor, got CURSOR_LIFETIME");
        }
        var storing = GetMoreOptions.of(new AggregateOptions().timeoutMode(TimeoutMode.ITERATION), List.of());
        assertThatThrownBy(() -> storing.check(SECOND, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeoutMode must be CURSOR_LIFETIME with $out or $merge, got ITERATION");
    }

    @ParameterizedTest
    @CsvSource({"999, true", "1000, false", "1001, false"})
    void waitingMustBeShorterThanTheTimeout(long awaitMillis, boolean allowed) {
        var wait = Duration.ofMillis(awaitMillis);
        for (var options : List.of(
                GetMoreOptions.of(find(CursorType.TAILABLE_AWAIT, null).maxAwaitTime(wait)),
                GetMoreOptions.of(new AggregateOptions().maxAwaitTime(wait), List.of()),
                GetMoreOptions.of(new RunCursorCommandOptions()
                        .cursorType(CursorType.TAILABLE_AWAIT)
                        .maxTime(wait)))) {
            assertThatCode(() -> options.check(null, false)).doesNotThrowAnyException();
            assertThatCode(() -> options.check(Duration.ZERO, false)).doesNotThrowAnyException();
            if (allowed) {
                assertThatCode(() -> options.check(SECOND, false)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> options.check(SECOND, false))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("maxAwaitTime must be shorter than the timeout of 1000 ms, got PT1");
            }
        }
    }

    @Test
    void modesHaveNames() {
        for (TimeoutMode mode : TimeoutMode.values()) {
            assertThat(TimeoutMode.of(mode.specName())).isEqualTo(mode);
        }
        assertThatThrownBy(() -> TimeoutMode.of("never")).isInstanceOf(IllegalArgumentException.class);
    }
}
