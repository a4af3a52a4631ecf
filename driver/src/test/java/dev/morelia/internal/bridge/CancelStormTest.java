package dev.morelia.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.ClientSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many operations, of which many are cancelled at random times: before they begin, as they run, as they end. */
@Timeout(120)
class CancelStormTest {
    private static final int OPERATIONS = Integer.getInteger("cancels.operations", 100_000);

    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();

    @Test
    void nothingIsLostAndNobodyElseIsInterrupted() throws Exception {
        var bridge = new Bridge(
                new Background(SystemEnv.INSTANCE),
                ClientSettings.defaults().async(async -> async.maxInFlight(50).maxQueued(OPERATIONS)),
                null,
                null);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            threads.add(Thread.ofPlatform().start(() -> operations(bridge, new SplittableRandom(seed))));
        }
        for (var thread : threads) {
            thread.join();
        }
        while (bridge.use().inFlight() > 0) {
            Thread.sleep(1);
        }

        assertThat(wrong).isEmpty();
        assertThat(bridge.use().queued()).isZero();
        assertThat(completed.get() + cancelled.get()).isEqualTo(4 * (OPERATIONS / 4));
        assertThat(ran.get()).isGreaterThanOrEqualTo(completed.get());
        assertThat(cancelled).hasPositiveValue();
        assertThat(completed).hasPositiveValue();
    }

    private void operations(Bridge bridge, SplittableRandom random) {
        List<CompletableFuture<?>> dependents = new ArrayList<>();
        for (int i = 0; i < OPERATIONS / 4; i++) {
            int number = i;
            CompletableFuture<Integer> future = bridge.run(() -> {
                ran.incrementAndGet();
                return number;
            });
            dependents.add(future.handle((result, failure) -> ended(number, result)));
            int fate = random.nextInt(4);
            if (fate < 2) {
                for (int spins = fate == 0 ? 0 : random.nextInt(2_000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                boolean done = future.cancel(true);
                if (done != future.isCancelled()) {
                    wrong.add("cancel returned " + done);
                }
            }
        }
        dependents.forEach(CompletableFuture::join);
    }

    private Void ended(int number, Integer result) {
        if (Thread.currentThread().isInterrupted()) {
            wrong.add("a dependent was interrupted");
        }
        if (result == null) {
            cancelled.incrementAndGet();
        } else {
            completed.incrementAndGet();
            if (result != number) {
                wrong.add(result + " instead of " + number);
            }
        }
        return null;
    }
}
