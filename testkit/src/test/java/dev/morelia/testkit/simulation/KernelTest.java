package dev.morelia.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KernelTest {

    private static final int SEEDS = 200;

    /** Producers and consumers of a queue with a capacity of three. */
    private static History boundedQueue(long seed, boolean keepText) {
        var simulation = keepText ? Simulation.keepText(seed) : Simulation.of(seed);
        var env = simulation.env();
        var monitor = env.newMonitor();
        var queue = new ArrayDeque<Integer>();
        var taken = new ArrayList<Integer>();
        var history = simulation.run(() -> {
            for (int producer = 0; producer < 3; producer++) {
                int first = producer * 10;
                env.start("producer", ThreadKind.VIRTUAL, () -> {
                    for (int i = first; i < first + 10; i++) {
                        put(monitor, queue, i);
                    }
                });
            }
            for (int consumer = 0; consumer < 2; consumer++) {
                simulation.start("consumer", () -> {
                    for (int i = 0; i < 15; i++) {
                        taken.add(take(monitor, queue));
                    }
                });
            }
        });
        assertThat(taken).hasSize(30).doesNotHaveDuplicates();
        return history;
    }

    private static void put(Monitor monitor, ArrayDeque<Integer> queue, int value) {
        monitor.lock();
        try {
            while (queue.size() == 3) {
                monitor.await(Long.MAX_VALUE);
            }
            queue.add(value);
            monitor.signalAll();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            monitor.unlock();
        }
    }

    private static int take(Monitor monitor, ArrayDeque<Integer> queue) throws InterruptedException {
        monitor.lock();
        try {
            while (queue.isEmpty()) {
                monitor.await(Long.MAX_VALUE);
            }
            monitor.signalAll();
            return queue.remove();
        } finally {
            monitor.unlock();
        }
    }

    @Test
    void sameSeedGivesTheSameHistory() {
        var hashes = new HashSet<Long>();
        for (long seed = 0; seed < SEEDS; seed++) {
            var history = boundedQueue(seed, false);
            assertThat(boundedQueue(seed, false)).isEqualTo(history);
            hashes.add(history.hash());
        }
        assertThat(hashes).hasSize(SEEDS);
        var text = boundedQueue(7, true);
        assertThat(text.summary()).isEqualTo(boundedQueue(7, false).summary());
        assertThat(text.text()).hasSizeGreaterThan((int) text.steps());
    }

    @Test
    void timePassesOnlyWhenAllWait() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var wakes = new ArrayList<Integer>();
            var history = simulation.run(() -> {
                for (int hours = 3; hours > 0; hours--) {
                    int sleep = hours * 10;
                    simulation.start("sleeper", () -> {
                        simulation.pause(Duration.ofMinutes(sleep));
                        wakes.add(sleep);
                    });
                }
            });
            assertThat(wakes).containsExactly(10, 20, 30);
            assertThat(history.elapsed()).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));
        }
    }

    @Test
    void aLostSignalIsADeadlockThatNamesTheWaitingThreads() {
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < SEEDS; seed++) {
                        lostSignal(seed);
                    }
                })
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("deadlock")
                .hasMessageContaining("waiter#1 waits: awaits")
                .hasMessageContaining("last steps:");
    }

    /** The flag is checked before the lock is acquired, so the signal may be lost in between. */
    private static void lostSignal(long seed) {
        var simulation = Simulation.of(seed);
        var monitor = simulation.env().newMonitor();
        var flag = new boolean[1];
        simulation.run(() -> {
            simulation.start("waiter", () -> {
                if (!flag[0]) {
                    monitor.lock();
                    monitor.await(Long.MAX_VALUE);
                    monitor.unlock();
                }
            });
            flag[0] = true;
            monitor.lock();
            monitor.signal();
            monitor.unlock();
        });
    }

    @Test
    void anExceptionEndsTheRunAndAllItsThreads() {
        var simulation = Simulation.of(1);
        var unwound = new ArrayList<String>();
        var monitor = simulation.env().newMonitor();
        assertThatThrownBy(() -> simulation.run(() -> {
                    simulation.start("sleeper", () -> {
                        try {
                            simulation.pause(Duration.ofDays(1));
                        } finally {
                            unwound.add("sleeper");
                        }
                    });
                    simulation.start("stubborn", () -> {
                        for (int i = 0; i < 10; i++) {
                            monitor.lock();
                            try {
                                monitor.await(Long.MAX_VALUE);
                            } catch (Throwable e) {
                                unwound.add("stubborn");
                            } finally {
                                monitor.unlock();
                            }
                        }
                    });
                    simulation.pause(Duration.ofSeconds(1));
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageStartingWith("seed 1: main#0 threw java.lang.IllegalStateException: broken")
                .hasRootCauseMessage("broken");
        assertThat(unwound).contains("sleeper", "stubborn");
    }

    @Test
    void anEndlessLoopReachesTheLimitOfSteps() {
        var simulation = Simulation.of(3);
        assertThatThrownBy(() -> simulation.run(() -> {
                    while (simulation.env().nanoTime() >= 0) {
                        simulation.env().sleep(1);
                    }
                }))
                .hasMessageContaining("more than 2000000 steps");
    }

    @Test
    void endlessTimeReachesTheLimitOfTime() {
        var simulation = Simulation.of(3);
        assertThatThrownBy(() -> simulation.run(() -> {
                    while (true) {
                        simulation.pause(Duration.ofMinutes(7));
                    }
                }))
                .hasMessageContaining("of simulated time");
    }

    @Test
    void aWaitEndsBySignalTimeOrInterruptAndNoSignalIsLost() {
        for (long seed = 0; seed < 5 * SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var monitor = simulation.env().newMonitor();
            var permits = new int[1];
            var served = new ArrayList<String>();
            simulation.run(() -> {
                List<SimulatedThread> waiters = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String how = i == 0 ? "by interrupt" : i == 1 ? "by time" : "by permit";
                    long nanos = i == 1 ? TimeUnit.MILLISECONDS.toNanos(5) : Long.MAX_VALUE;
                    waiters.add(simulation.start(how, () -> served.add(acquire(simulation, monitor, permits, nanos))));
                }
                simulation.pause(Duration.ofNanos(simulation.random().nextLong(10_000_000)));
                for (int i = 0; i < 4; i++) {
                    monitor.lock();
                    permits[0]++;
                    monitor.signal();
                    monitor.unlock();
                    if (i == 1) {
                        waiters.getFirst().interrupt();
                    }
                }
                for (var waiter : waiters) {
                    assertThat(waiter.join(Long.MAX_VALUE)).isTrue();
                }
            });
            long permitted = served.stream().filter("permit"::equals).count();
            assertThat(permitted + permits[0]).isEqualTo(4);
            assertThat(served).hasSize(4);
        }
    }

    private static String acquire(Simulation simulation, Monitor monitor, int[] permits, long nanos) {
        long until = simulation.env().nanoTime() + nanos;
        monitor.lock();
        try {
            while (permits[0] == 0) {
                long left = nanos == Long.MAX_VALUE
                        ? nanos
                        : until - simulation.env().nanoTime();
                if (!monitor.await(left) && permits[0] == 0) {
                    return "time";
                }
            }
            permits[0]--;
            return "permit";
        } catch (InterruptedException e) {
            return "interrupt";
        } finally {
            monitor.unlock();
        }
    }

    @Test
    void theLockIsReentrantAndOnlyForItsOwner() {
        var simulation = Simulation.of(5);
        var monitor = simulation.env().newMonitor();
        simulation.run(() -> {
            assertThatThrownBy(monitor::unlock).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(monitor::signal).isInstanceOf(IllegalMonitorStateException.class);
            monitor.lock();
            monitor.lock();
            assertThat(monitor.await(0)).isFalse();
            assertThat(monitor.await(1000)).isFalse();
            monitor.unlock();
            monitor.signalAll();
            monitor.unlock();
            assertThatThrownBy(() -> monitor.await(1)).isInstanceOf(IllegalMonitorStateException.class);
        });
    }

    @Test
    void threadsOutsideTheSimulationAreRejected() {
        var simulation = Simulation.of(5);
        var monitor = simulation.env().newMonitor();
        assertThatThrownBy(monitor::lock)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not a thread of this simulation");
    }
}
