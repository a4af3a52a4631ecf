package dev.morelia.spec.unified.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EventLogTest {
    private final EventLog log = new EventLog(Set.of("seen"));

    @Test
    void keepsObservedNames() {
        log.add("seen", 0);
        log.forget();
        log.add("seen", 1);
        log.add("unseen", 2);

        assertThat(log.events()).containsExactly(new Observed("seen", 1));
    }

    @Test
    void waitingIncludesPastEventsAndTimesOut() throws InterruptedException {
        log.add("seen", 1);

        assertThat(log.await(event -> event.event().equals(1), 1, Duration.ZERO))
                .isTrue();
        assertThat(log.await(event -> true, 2, Duration.ofMillis(1))).isFalse();
    }

    @Test
    void waitingIsWokenByTheEvent() throws Exception {
        var publisher = Thread.ofPlatform().start(() -> log.add("seen", 1));

        assertThat(log.await(event -> true, 1, Duration.ofSeconds(10))).isTrue();
        publisher.join();
    }
}
