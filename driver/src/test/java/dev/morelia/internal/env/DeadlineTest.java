package dev.morelia.internal.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    void countsDownFromItsTimeout() {
        var deadline = Deadline.after(100, 50);
        assertThat(deadline.timeoutNanos()).isEqualTo(50);
        assertThat(deadline.remainingNanos(120)).isEqualTo(30);
        assertThat(deadline.hasPassed(149)).isFalse();
        assertThat(deadline.hasPassed(150)).isTrue();
    }

    @Test
    void worksWhenTheClockWrapsAround() {
        var deadline = Deadline.after(Long.MAX_VALUE - 10, 50);
        assertThat(deadline.remainingNanos(Long.MAX_VALUE)).isEqualTo(40);
        assertThat(deadline.hasPassed(Long.MIN_VALUE + 38)).isFalse();
        assertThat(deadline.hasPassed(Long.MIN_VALUE + 39)).isTrue();
        assertThat(deadline.earlier(Deadline.after(Long.MAX_VALUE - 10, 5)).timeoutNanos())
                .isEqualTo(5);
    }

    @Test
    void negativeTimeoutsHavePassedImmediately() {
        assertThat(Deadline.after(7, Long.MIN_VALUE).hasPassed(7)).isTrue();
    }

    @Test
    void noneNeverPassesAndIsLaterThanEveryOther() {
        assertThat(Deadline.NONE.hasPassed(Long.MAX_VALUE)).isFalse();
        assertThat(Deadline.NONE.remainingNanos(5)).isEqualTo(Long.MAX_VALUE);
        var some = Deadline.after(1, 1);
        assertThat(Deadline.NONE.earlier(some)).isSameAs(some);
        assertThat(some.earlier(Deadline.NONE)).isSameAs(some);
        assertThat(Deadline.NONE.earlier(Deadline.NONE)).isSameAs(Deadline.NONE);
    }

    @Test
    void aTimeoutOfZeroIsSetAndNeverPasses() {
        var env = SystemEnv.INSTANCE;
        assertThat(Deadline.of(null, env)).isSameAs(Deadline.NONE);
        assertThat(Deadline.of(Duration.ZERO, env)).isSameAs(Deadline.INFINITE);
        assertThat(Deadline.of(Duration.ofNanos(Long.MAX_VALUE), env)).isSameAs(Deadline.INFINITE);
        assertThat(Deadline.of(Duration.ofSeconds(9), env).timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(Deadline.NONE.isSet()).isFalse();
        assertThat(Deadline.INFINITE.isSet()).isTrue();
        assertThat(Deadline.after(1, 1).isSet()).isTrue();
        assertThat(Deadline.INFINITE.isNone()).isTrue();
        assertThat(Deadline.INFINITE.hasPassed(Long.MAX_VALUE)).isFalse();
        assertThat(Deadline.INFINITE.earlier(Deadline.after(1, 1)).atNanos()).isEqualTo(2);
    }

    @Test
    void veryLongTimeoutsAreNone() {
        assertThat(Deadline.after(-5, Long.MAX_VALUE)).isSameAs(Deadline.NONE);
    }
}
