package dev.morelia.internal.changestream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.spi.Checkpoints.Position;
import org.junit.jupiter.api.Test;

class SavePlanTest {
    private static final Position FIRST = Position.at(new Timestamp(1, 1));

    private final SavePlan plan = new SavePlan(3, 100, FIRST, 1_000);

    private static Position token(int number) {
        return Position.after(new Document("_data", number));
    }

    @Test
    void nothingIsDueAtFirst() {
        assertThat(plan.due(1_000_000)).isNull();
        assertThat(plan.unsaved()).isNull();
        assertThat(plan.latest()).isEqualTo(FIRST);
    }

    @Test
    void dueAfterEvents() {
        plan.handled(token(1), 1);
        plan.handled(token(2), 1);
        assertThat(plan.due(1_050)).isNull();
        assertThat(plan.unsaved()).isEqualTo(token(2));
        plan.handled(token(3), 1);
        assertThat(plan.due(1_050)).isEqualTo(token(3));
        assertThat(plan.unsavedEvents()).isEqualTo(3);
        plan.saved(token(3), 1_050);
        assertThat(plan.due(1_050)).isNull();
        assertThat(plan.unsavedEvents()).isZero();
    }

    @Test
    void dueAfterSomeTime() {
        plan.handled(token(1), 1);
        assertThat(plan.due(1_099)).isNull();
        assertThat(plan.due(1_100)).isEqualTo(token(1));
        plan.saved(token(1), 1_100);
        plan.handled(token(2), 1);
        assertThat(plan.due(1_199)).isNull();
        assertThat(plan.due(1_200)).isEqualTo(token(2));
    }

    @Test
    void aSearchWithoutEventsIsDueLater() {
        plan.searched(token(1));
        assertThat(plan.due(1_999)).isNull();
        assertThat(plan.due(2_000)).isEqualTo(token(1));
        plan.saved(token(1), 2_000);
        plan.searched(token(1));
        assertThat(plan.due(9_000)).isNull();
    }

    @Test
    void whatIsNotSavedStaysDue() {
        plan.handled(token(1), 5);
        assertThat(plan.due(1_000)).isEqualTo(token(1));
        assertThat(plan.due(1_001)).isEqualTo(token(1));
        plan.searched(token(2));
        assertThat(plan.due(1_002)).isEqualTo(token(2));
    }

    @Test
    void withoutAPosition() {
        var fresh = new SavePlan(1, 100, null, 0);
        assertThat(fresh.latest()).isNull();
        assertThat(fresh.due(1_000_000)).isNull();
        fresh.handled(token(1), 1);
        assertThat(fresh.due(0)).isEqualTo(token(1));
    }
}
