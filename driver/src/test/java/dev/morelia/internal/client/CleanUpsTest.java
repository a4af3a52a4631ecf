package dev.morelia.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.net.StubEnv;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class CleanUpsTest {
    private final StubEnv env = new StubEnv(address -> {
        throw new IllegalStateException("unexpected link");
    });
    private final CleanUps cleanUps = new CleanUps(env);
    private final Semaphore runs = new Semaphore(0);

    private Deadline within(Duration time) {
        return Deadline.after(env.nanoTime(), time.toNanos());
    }

    private void join() throws InterruptedException {
        for (var worker : env.workers()) {
            worker.join(TimeUnit.SECONDS.toNanos(10));
        }
    }

    @Test
    void runsTwiceAfterPauses() throws Exception {
        long begun = System.nanoTime();
        cleanUps.again("morelia-test", runs::release);
        join();
        assertThat(runs.availablePermits()).isEqualTo(2);
        assertThat(System.nanoTime() - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(600).toNanos());
    }

    @Test
    void runsAtOnceToo() throws Exception {
        cleanUps.nowAndAgain("morelia-test", runs::release);
        join();
        assertThat(runs.availablePermits()).isEqualTo(3);
    }

    @Test
    void isRepeatedWhateverItThrows() throws Exception {
        var count = new AtomicInteger();
        cleanUps.nowAndAgain("morelia-test", () -> {
            count.incrementAndGet();
            throw new StackOverflowError("injected");
        });
        join();
        assertThat(count).hasValue(3);
        cleanUps.finish(within(Duration.ofSeconds(10)));
    }

    @Test
    void oneThatIsBlockedDelaysNoOther() throws Exception {
        var release = new CountDownLatch(1);
        cleanUps.nowAndAgain("morelia-test", () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        cleanUps.nowAndAgain("morelia-test", runs::release);
        assertThat(runs.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
        release.countDown();
    }

    @Test
    void theLastTimeIsWhenTheClientIsClosed() {
        cleanUps.again("morelia-test", runs::release);
        long begun = System.nanoTime();
        cleanUps.finish(within(Duration.ofSeconds(10)));
        assertThat(runs.availablePermits()).isBetween(1, 2);
        assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(5).toNanos());
        cleanUps.nowAndAgain("morelia-test", runs::release);
        assertThat(env.workers()).as("none begins after that").hasSize(1);
    }

    @Test
    void finishingWaitsNoLongerThanTheDeadline() {
        var release = new CountDownLatch(1);
        cleanUps.nowAndAgain("morelia-test", () -> {
            runs.release();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        runs.acquireUninterruptibly();
        Thread.currentThread().interrupt();
        cleanUps.finish(within(Duration.ofMillis(20)));
        assertThat(Thread.interrupted()).isTrue();
        release.countDown();
    }

    @Test
    void withoutAThreadNothingIsLeftRunning() {
        env.failThreadStarts(true);
        cleanUps.again("morelia-test", runs::release);
        cleanUps.finish(within(Duration.ofSeconds(10)));
        assertThat(runs.availablePermits()).isZero();
    }
}
