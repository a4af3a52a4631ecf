package dev.morelia.simulation.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One history of operations of the async API, of which some are cancelled and some time out in the queue. Each ends as
 * its future says; at most so many run at once, in the order of their calls; and nothing is left of any of them.
 */
final class BridgeHistory {
    /** Longer than a history takes, so that such an operation ends by its cancellation or not at all. */
    private static final Duration FOREVER = Duration.ofMinutes(2);

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final TestedBridge bridge;
    private final int maxInFlight;
    private final List<Integer> begun = new ArrayList<>();
    private int running;
    /** The last operation that was called. */
    private int called;

    private BridgeHistory(Simulation simulation, TestedBridge.Maker maker) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.maxInFlight = 1 + random.nextInt(3);
        this.bridge = maker.make(simulation.env(), maxInFlight);
    }

    static History of(long seed, TestedBridge.Maker maker) {
        var simulation = Simulation.of(seed);
        return simulation.run(() -> new BridgeHistory(simulation, maker).run());
    }

    private void run() throws InterruptedException {
        List<Operation> operations = new ArrayList<>();
        List<SimulatedThread> cancelling = new ArrayList<>();
        int count = 3 + random.nextInt(10);
        for (int number = 0; number < count; number++) {
            var operation = new Operation(number);
            operations.add(operation);
            called = number;
            operation.start();
            if (operation.isCancelled) {
                // Often at the moment when it ends.
                var pause = random.nextBoolean() && !operation.time.equals(FOREVER)
                        ? operation.time
                        : Duration.ofMillis(random.nextInt(3) * random.nextLong(40));
                cancelling.add(simulation.start("cancel", () -> operation.cancelAfter(pause)));
            }
            if (random.nextInt(3) == 0) {
                simulation.pause(Duration.ofMillis(random.nextInt(20)));
            }
        }
        for (var thread : cancelling) {
            assertThat(thread.join(FOREVER.toNanos())).as(thread.state()).isTrue();
        }
        for (var operation : operations) {
            operation.awaitEnd();
        }
        while (bridge.pending() > 0) {
            requireTime("something is in flight or in the queue");
            simulation.pause(Duration.ofMillis(1));
        }
        if (maxInFlight == 1) {
            assertThat(begun).as("order of the operations").isSorted();
        }
        operations.forEach(Operation::check);
        bridge.close();
    }

    private void requireTime(String why) {
        assertThat(simulation.elapsed()).as(why).isLessThan(LIMIT);
    }

    private final class Operation {
        private final int number;
        final boolean isCancelled = random.nextInt(3) == 0;
        private final @Nullable Duration timeout =
                random.nextInt(4) == 0 ? Duration.ofMillis(1 + random.nextInt(20)) : null;
        private final Duration time = isCancelled && random.nextBoolean()
                ? FOREVER
                : Duration.ofMillis((long) random.nextInt(3) * random.nextInt(15));
        private final long calledNanos = simulation.env().nanoTime();
        private TestedBridge.@Nullable Result result;
        private boolean hasBegun;
        private boolean hasEnded;
        private boolean wasCancelled;
        private int completions;

        Operation(int number) {
            this.number = number;
        }

        void start() {
            var started = bridge.run(this::execute, timeout);
            result = started;
            started.whenComplete(this::completed);
        }

        private TestedBridge.Result result() {
            var known = result;
            if (known == null) {
                throw new IllegalStateException("not started");
            }
            return known;
        }

        private Integer execute() throws InterruptedException {
            // One that was about to begin does so with the interrupt.
            if (wasCancelled && !simulation.env().isInterrupted()) {
                simulation.fail("operation " + number + " begins although it is cancelled", null);
            }
            if (timeout != null && simulation.env().nanoTime() - calledNanos > timeout.toNanos() + 1_000_000) {
                simulation.fail("operation " + number + " begins although it was in the queue for too long", null);
            }
            hasBegun = true;
            begun.add(number);
            running++;
            try {
                if (running > maxInFlight) {
                    simulation.fail(running + " operations run instead of " + maxInFlight, null);
                }
                simulation.pause(time);
                return number;
            } finally {
                running--;
                hasEnded = true;
            }
        }

        private void completed(@Nullable Integer answer) {
            completions++;
            if (answer != null && (answer != number || !hasEnded)) {
                simulation.fail("operation " + number + " completes with " + answer, null);
            }
            if (simulation.env().isInterrupted()) {
                simulation.fail("the interrupt of operation " + number + " reaches its dependent", null);
            }
            if (answer != null && maxInFlight == 1 && bridge.pending() > 0 && begun.getLast() == number && isAlone()) {
                simulation.fail("operation " + number + " completes before it has left its place in flight", null);
            }
        }

        /** Whether no other operation was called since, so that nothing can be pending but this one. */
        private boolean isAlone() {
            return called == number;
        }

        void cancelAfter(Duration pause) throws InterruptedException {
            simulation.pause(pause);
            boolean begunBefore = hasBegun;
            boolean cancelled = result().cancel();
            // An operation that begins while it is cancelled may have been first.
            wasCancelled = cancelled && !begunBefore && !hasBegun;
        }

        void awaitEnd() throws InterruptedException {
            while (completions == 0 || (hasBegun && !hasEnded)) {
                requireTime("operation " + number + " does not end");
                simulation.pause(Duration.ofMillis(1));
            }
        }

        void check() {
            assertThat(completions).as("completions of operation " + number).isEqualTo(1);
        }
    }
}
