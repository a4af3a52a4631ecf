package dev.morelia.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContestTest {
    private final List<String> turns = new ArrayList<>();

    @Test
    void sidesAlternateInAnOrderThatRotates() throws Exception {
        var contest = new Contest("row", "ops/s", 1, 5);
        var row = contest.run(new Contest.Length(0, 3), side("ours"), side("peer"), side("limit"));

        assertThat(turns)
                .containsExactly(
                        "ours", "peer", "limit", // warm-up
                        "ours", "peer", "limit", "peer", "limit", "ours", "limit", "ours", "peer");
        assertThat(row.limit()).isNotNull();
        assertThat(row.ours().minimumMicros()).isLessThanOrEqualTo(row.ours().medianMicros());
    }

    @Test
    void preparationIsNeitherTimedNorCounted() throws Exception {
        var contest = new Contest("row", "ops/s", 1, 1000);
        var light = new Side() {
            private final List<byte[]> kept = new ArrayList<>();

            @Override
            public void before() {
                kept.add(new byte[10_000_000]);
                kept.clear();
            }

            @Override
            public void run(int operations) {
                assertThat(operations).isEqualTo(1000);
            }
        };
        var heavy = new Side() {
            private byte[] last = {};

            @Override
            public void run(int operations) {
                for (int count = 0; count < operations; count++) {
                    last = new byte[1000 + last.length % 2];
                }
            }
        };
        var row = contest.run(new Contest.Length(0, 9), light, heavy, null);

        assertThat(row.ours().bytesPerOperation()).isLessThan(1000);
        assertThat(row.peer().bytesPerOperation()).isBetween(1000.0, 1100.0);
        assertThat(row.limit()).isNull();
    }

    private Side side(String name) {
        return operations -> turns.add(name);
    }
}
