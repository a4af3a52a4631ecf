package dev.morelia.internal.pool;

import static dev.morelia.internal.pool.PoolBench.atMost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.internal.env.SystemEnv;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chains of what is to be done outside a pool's monitor. */
class FollowUpTest {
    private final FollowUp followUp = new FollowUp();
    private final PoolState pool = new PoolState(atMost(1));

    private PooledConnection discarded(CloseReason reason) {
        var connection = new PooledConnection(pool, 1, 0, true);
        followUp.discard(connection, reason);
        return connection;
    }

    private Waiter woken() {
        var waiter = new Waiter(SystemEnv.INSTANCE, "find", PoolBench.ORDERS, Thread.currentThread(), 0);
        followUp.wake(waiter);
        return waiter;
    }

    private List<PooledConnection> takeDiscarded() {
        var all = new ArrayList<PooledConnection>();
        for (var each = followUp.takeDiscarded(); each != null; each = each.nextDiscarded()) {
            all.add(each);
        }
        return all;
    }

    private List<Waiter> takeWoken() {
        var all = new ArrayList<Waiter>();
        for (var each = followUp.takeWoken(); each != null; each = each.nextWoken) {
            all.add(each);
        }
        return all;
    }

    @Test
    void discardedConnectionsAreTakenInTheirOrderOnce() {
        assertThat(takeDiscarded()).isEmpty();
        var first = discarded(CloseReason.STALE);
        var second = discarded(CloseReason.IDLE);
        assertThat(takeDiscarded()).containsExactly(first, second);
        assertThat(first.closeReason()).isEqualTo(CloseReason.STALE);
        assertThat(second.closeReason()).isEqualTo(CloseReason.IDLE);
        assertThat(takeDiscarded()).isEmpty();
        var third = discarded(CloseReason.ERROR);
        assertThat(takeDiscarded()).containsExactly(third);
        assertThat(second.nextDiscarded()).as("of a chain that was taken").isNull();
    }

    @Test
    void wokenOperationsAreTakenInTheirOrderOnce() {
        assertThat(takeWoken()).isEmpty();
        var first = woken();
        var second = woken();
        assertThat(takeWoken()).containsExactly(first, second);
        assertThat(takeWoken()).isEmpty();
        var third = woken();
        assertThat(takeWoken()).containsExactly(third);
        assertThat(second.nextWoken).as("of a chain that was taken").isNull();
    }
}
