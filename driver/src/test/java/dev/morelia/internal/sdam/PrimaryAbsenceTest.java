package dev.morelia.internal.sdam;

import static dev.morelia.internal.sdam.Servers.A;
import static dev.morelia.internal.sdam.Servers.B;
import static dev.morelia.internal.sdam.Servers.describe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrimaryAbsenceTest {
    private static final long SECOND = 1_000_000_000;

    private static TopologyDescription of(ServerDescription... servers) {
        return new TopologyDescription(
                TopologyType.REPLICA_SET_NO_PRIMARY, "rs", null, null, List.of(servers), null, null);
    }

    @Test
    void startsWhenThePrimaryIsLost() {
        var withA = of(describe(A, Servers.primary("a", "b"), 0));
        var withB = of(describe(B, Servers.primary("a", "b"), 0));
        var without = of(describe(A, Servers.secondary("a", "b"), 0));
        var absence = new PrimaryAbsence(SECOND, null);
        assertThat(absence.message(3 * SECOND / 2))
                .isEqualTo("No primary has been found since monitoring started 0.5 s ago.");
        assertThat(absence.after(without, withA, 2 * SECOND)).isSameAs(absence);
        assertThat(absence.after(withA, withB, 3 * SECOND)).isSameAs(absence);
        var lost = absence.after(withA, without, 4 * SECOND);
        assertThat(lost.message(16 * SECOND))
                .isEqualTo("There has been no primary for 12.0 s; the last one was a:27017.");
        assertThat(lost.after(without, without, 9 * SECOND)).isSameAs(lost);
        assertThat(lost.after(withB, without, 9 * SECOND)).isEqualTo(new PrimaryAbsence(9 * SECOND, B));
    }
}
