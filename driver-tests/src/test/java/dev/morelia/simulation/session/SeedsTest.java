package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.simulation.Seeds;
import org.junit.jupiter.api.Test;

class SeedsTest {

    @Test
    void aFailingSeedPrintsTheCommandThatRepeatsIt() {
        assertThatThrownBy(() -> Seeds.run(5, seed -> {
                    if (seed != 3 && Long.getLong("simulation.seed") == null) {
                        return seed;
                    }
                    throw new IllegalStateException("violated");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("./mvnw -pl driver-tests -am test")
                .hasMessageContaining("-Dtest='SeedsTest#aFailingSeedPrintsTheCommandThatRepeatsIt'")
                .hasMessageContaining("-Dsimulation.seed=")
                .hasMessageContaining("violated");
    }
}
