package dev.morelia.spec.unified;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(20)
final class LanesTest {
    @Test
    void aLaneKeepsTheOrder() throws Throwable {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        try (var lanes = new Lanes()) {
            var waits = new ArrayList<Executable>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                waits.add(lanes.start("only", () -> ran.add(number)));
            }
            for (var wait : waits) {
                wait.execute();
            }
        }
        assertThat(ran).hasSize(50).isSorted();
    }

    @Test
    void lanesDoNotWaitForEachOther() throws Throwable {
        var second = new CountDownLatch(1);
        try (var lanes = new Lanes()) {
            var first = lanes.start(
                    "first",
                    () -> assertThat(second.await(10, TimeUnit.SECONDS)).isTrue());
            lanes.start("second", second::countDown);
            first.execute();
        }
    }

    @Test
    void whatComesLaterIsStartedLast() throws Throwable {
        List<String> ran = new CopyOnWriteArrayList<>();
        try (var lanes = new Lanes()) {
            var later = lanes.later("lane", () -> ran.add("later"));
            lanes.start("lane", () -> ran.add("first")).execute();
            lanes.startLast();
            later.execute();
        }
        assertThat(ran).containsExactly("first", "later");
    }

    @Test
    void outcomesAreThoseOfTheTests() {
        var failure = new AssertionError("no");
        var skip = new SpecSkip(SkipReason.NO_SERVER, "");
        try (var lanes = new Lanes()) {
            var failed = lanes.start("lane", () -> {
                throw failure;
            });
            var skipped = lanes.start("lane", () -> {
                throw skip;
            });
            assertThatThrownBy(failed::execute).isSameAs(failure);
            assertThatThrownBy(skipped::execute).isSameAs(skip);
        }
    }
}
