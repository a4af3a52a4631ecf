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
                waits.add(lanes.add("only", () -> ran.add(number)));
            }
            assertThat(ran).isEmpty();
            lanes.start();
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
            var first = lanes.add(
                    "first",
                    () -> assertThat(second.await(10, TimeUnit.SECONDS)).isTrue());
            var unused = lanes.add("second", second::countDown);
            lanes.start();
            first.execute();
        }
    }

    @Test
    void whatIsAddedLastIsStartedLast() throws Throwable {
        List<String> ran = new CopyOnWriteArrayList<>();
        try (var lanes = new Lanes()) {
            var last = lanes.addLast("lane", () -> ran.add("last"));
            var first = lanes.add("lane", () -> ran.add("first"));
            lanes.start();
            last.execute();
            first.execute();
        }
        assertThat(ran).containsExactly("first", "last");
    }

    @Test
    void outcomesAreThoseOfTheTests() {
        var failure = new AssertionError("no");
        var skip = new SpecSkip(SkipReason.NO_SERVER, "");
        try (var lanes = new Lanes()) {
            var failed = lanes.add("lane", () -> {
                throw failure;
            });
            var skipped = lanes.add("lane", () -> {
                throw skip;
            });
            lanes.start();
            assertThatThrownBy(failed::execute).isSameAs(failure);
            assertThatThrownBy(skipped::execute).isSameAs(skip);
        }
    }
}
