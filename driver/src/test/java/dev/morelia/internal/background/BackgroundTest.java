package dev.morelia.internal.background;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.net.StubEnv;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class BackgroundTest {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.test");

    private final StubEnv env = new StubEnv(address -> {
        throw new IllegalStateException("unexpected link");
    });
    private final Background background = new Background(env);

    @Test
    void continuesWhateverATurnThrows() throws Exception {
        List<Throwable> failures = List.of(
                new IllegalStateException("unchecked"),
                new OutOfMemoryError("injected"),
                new StackOverflowError(),
                new Exception("checked"),
                new InterruptedException("unexpected"));
        var turns = new AtomicInteger();
        var done = new CountDownLatch(1);
        background
                .thread("morelia-test", () -> {
                    int turn = turns.getAndIncrement();
                    if (turn < failures.size()) {
                        BackgroundTest.<RuntimeException>throwUnchecked(failures.get(turn));
                    }
                    done.countDown();
                    return false;
                })
                .ensureRunning();
        assertThat(done.await(10, SECONDS)).isTrue();
        assertThat(turns).hasValue(failures.size() + 1);
    }

    @Test
    void endsWhenNothingIsLeftAndRestartsWhenNeeded() throws Exception {
        var tasks = new LinkedBlockingQueue<Integer>();
        var done = new LinkedBlockingQueue<Integer>();
        var thread = background.thread("morelia-test", () -> {
            Integer task = tasks.poll();
            if (task != null) {
                done.add(task);
            }
            return task != null;
        });
        for (int i = 0; i < 1_000; i++) {
            tasks.add(i);
            thread.ensureRunning();
            assertThat(done.poll(10, SECONDS)).isEqualTo(i);
        }
        background.awaitEnd();
        assertThat(env.workers()).noneMatch(worker -> worker.isAlive());
    }

    @Test
    void aThreadThatCannotBeStartedIsRetriedWhenNeeded() throws Exception {
        env.failThreadStarts(true);
        var done = new CountDownLatch(1);
        var thread = background.thread("morelia-test", () -> {
            done.countDown();
            return false;
        });
        thread.ensureRunning();
        thread.ensureRunning();
        assertThat(env.workers()).isEmpty();
        env.failThreadStarts(false);
        thread.ensureRunning();
        assertThat(done.await(10, SECONDS)).isTrue();
    }

    @Test
    void anInterruptIsCleared() throws Exception {
        var turns = new AtomicInteger();
        var flags = Collections.synchronizedList(new ArrayList<Boolean>());
        var done = new CountDownLatch(1);
        background
                .thread("morelia-test", () -> {
                    flags.add(Thread.currentThread().isInterrupted());
                    Thread.currentThread().interrupt();
                    if (turns.incrementAndGet() < 3) {
                        return true;
                    }
                    done.countDown();
                    return false;
                })
                .ensureRunning();
        assertThat(done.await(10, SECONDS)).isTrue();
        assertThat(flags).containsExactly(false, false, false);
    }

    @Test
    void aQueueThatIsFullWithoutAThreadIsDrainedOnceThereIsOne() throws Exception {
        env.failThreadStarts(true);
        var received = new CountDownLatch(1);
        boolean added = true;
        while (added) {
            added = background.events().add(received::countDown);
        }
        env.failThreadStarts(false);
        assertThat(background.events().add(() -> {})).isFalse();
        assertThat(received.await(10, SECONDS)).isTrue();
    }

    @Test
    void awaitsTheEndOfItsThreadsForALimitedTime() throws Exception {
        var hangs = new CountDownLatch(1);
        background
                .thread("morelia-test", () -> {
                    hangs.await();
                    return false;
                })
                .ensureRunning();
        long begun = System.nanoTime();
        background.awaitEnd();
        assertThat(System.nanoTime() - begun).isBetween(SECONDS.toNanos(1) / 4, SECONDS.toNanos(5));
        hangs.countDown();
        background.awaitEnd();
        assertThat(env.workers()).noneMatch(worker -> worker.isAlive());
    }

    @Test
    void eventsArePublishedInOrderOnASeparateThread() {
        var received = Collections.synchronizedList(new ArrayList<Integer>());
        var threads = Collections.synchronizedList(new ArrayList<Thread>());
        for (int i = 0; i < 1_000; i++) {
            int event = i;
            assertThat(background.events().add(() -> {
                        received.add(event);
                        threads.add(Thread.currentThread());
                        if (event % 100 == 0) {
                            throw new AssertionError("event " + event);
                        }
                    }))
                    .isTrue();
            if (i % 100 == 0) {
                background.events().flush();
            }
        }
        background.events().flush();
        assertThat(received).hasSize(1_000).isSorted();
        assertThat(threads).doesNotContain(Thread.currentThread()).allMatch(Thread::isDaemon);
    }

    @Test
    void aBlockedListenerLosesEventsInsteadOfUsingUpMemory() throws Exception {
        var hangs = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        background.events().add(() -> {
            entered.countDown();
            await(hangs);
        });
        assertThat(entered.await(10, SECONDS)).isTrue();
        var received = new AtomicInteger();
        int accepted = 0;
        for (int i = 0; i < EventQueue.CAPACITY + 50; i++) {
            accepted += background.events().add(received::incrementAndGet) ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(EventQueue.CAPACITY);
        hangs.countDown();
        background.events().flush();
        assertThat(received).hasValue(EventQueue.CAPACITY);
    }

    @Test
    void flushDoesNotWaitForTheCallingListener() throws Exception {
        var done = new CountDownLatch(1);
        background.events().add(() -> {
            background.events().flush();
            background.awaitEnd();
            done.countDown();
        });
        assertThat(done.await(10, SECONDS)).isTrue();
    }

    @Test
    void recognizesControlThreads() throws Exception {
        var onControl = new LinkedBlockingQueue<Boolean>();
        background
                .thread("morelia-test", () -> {
                    onControl.add(background.isControlThread());
                    return false;
                })
                .ensureRunning();
        assertThat(onControl.poll(10, SECONDS)).isTrue();
        background.events().add(() -> onControl.add(background.isControlThread()));
        assertThat(onControl.poll(10, SECONDS)).isFalse();
        assertThat(background.isControlThread()).isFalse();
    }

    @Test
    void listenersMayThrowAnything() {
        var received = new ArrayList<String>();
        List<Runnable> programs = List.of(
                () -> {
                    BackgroundTest.<RuntimeException>throwUnchecked(new Exception("checked, as Kotlin has it"));
                },
                () -> {
                    throw new OutOfMemoryError("injected");
                },
                () -> {
                    throw new StackOverflowError();
                },
                () -> received.add("the last one"));
        var listeners = new Listeners<>(programs, "test listener", LOGGER);
        listeners.publish(Runnable::run);
        listeners.publish(Runnable::run);
        assertThat(received).containsExactly("the last one", "the last one");
        assertThat(listeners.isEmpty()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            SystemEnv.INSTANCE.interruptSelf();
        }
    }

    // The cast does nothing at run time, which is the point.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
