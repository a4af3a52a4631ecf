package dev.morelia.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ProcessClockTest {
    private static final long WORK_NANOS = 60_000_000;

    private final ProcessClock clock = new ProcessClock();

    @Test
    void callingThreadIsCounted() {
        clock.start();
        work();
        var spent = clock.stop();
        assertThat(spent.nanos()).isBetween(WORK_NANOS, 20 * WORK_NANOS);
        assertThat(spent.jvmNanos()).isLessThan(spent.nanos());
    }

    @Test
    void sleepIsNotCounted() throws InterruptedException {
        clock.start();
        Thread.sleep(200);
        assertThat(clock.stop().nanos()).isLessThan(200_000_000);
    }

    /** Nothing tells what a thread has used once it has ended, but the count of the process, to 20 ms. */
    @Test
    void otherThreadsAreCounted() throws InterruptedException {
        var end = new CountDownLatch(1);
        var worked = new CountDownLatch(1);
        var lives = new Thread(() -> {
            work();
            worked.countDown();
            await(end);
        });
        clock.start();
        lives.start();
        worked.await();
        assertThat(clock.stop().nanos()).isGreaterThan(WORK_NANOS * 9 / 10);
        end.countDown();
        lives.join();

        var ends = new Thread(ProcessClockTest::work);
        clock.start();
        ends.start();
        ends.join();
        assertThat(clock.stop().nanos()).isGreaterThan(WORK_NANOS - 25_000_000);
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Uses processor time; returns only then, however busy the machine is. */
    private static void work() {
        var threads = ManagementFactory.getThreadMXBean();
        long until = threads.getCurrentThreadCpuTime() + WORK_NANOS;
        while (threads.getCurrentThreadCpuTime() < until) {
            Thread.onSpinWait();
        }
    }
}
