package dev.morelia.spec.unified.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.spec.unified.event.EventLog;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EntityMapTest {
    private final EntityMap entities = new EntityMap();

    @Test
    void namesAreUniqueAndLookupsStrict() {
        entities.add("one", 1);

        assertThat(entities.get("one", Integer.class)).isEqualTo(1);
        assertThat(entities.value("one")).isEqualTo(1);
        assertThatThrownBy(() -> entities.add("one", 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entities.any("two")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entities.get("one", String.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyBsonValuesMatchAsValues() {
        entities.add("log", new EventLog(Set.of()));

        assertThatThrownBy(() -> entities.value("log")).isInstanceOf(IllegalArgumentException.class);
    }
}
