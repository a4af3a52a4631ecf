package dev.morelia.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdsByIndexTest {
    @Test
    void isAMapLikeAnyOther() {
        var ids = new IdsByIndex();
        assertThat(ids).isEmpty();
        var expected = new LinkedHashMap<Integer, @Nullable Object>();
        for (int index = 0; index < 1000; index += index % 3 + 1) {
            Object id = index == 4 ? null : "id " + index;
            ids.add(index, id);
            expected.put(index, id);
            if (index == 100) {
                ids.expect(50);
            }
        }
        assertThat(ids.equals(expected)).isTrue();
        assertThat(expected.equals(ids)).isTrue();
        assertThat(ids.hashCode()).isEqualTo(expected.hashCode());
        assertThat(ids.toString()).isEqualTo(expected.toString());
        assertThat(new ArrayList<>(ids.keySet())).isEqualTo(new ArrayList<>(expected.keySet()));
        assertThat(new ArrayList<>(ids.values())).isEqualTo(new ArrayList<>(expected.values()));
        for (int index = -1; index < 1001; index++) {
            assertThat(ids.get(index)).isEqualTo(expected.get(index));
            assertThat(ids.containsKey(index)).isEqualTo(expected.containsKey(index));
        }
        assertThat(((Map<?, ?>) ids).containsKey("text")).isFalse();
    }

    @Test
    void isOnlyReadByOthers() {
        var ids = new IdsByIndex();
        ids.add(7, "id");
        assertThatThrownBy(() -> ids.put(8, "other")).isInstanceOf(UnsupportedOperationException.class);
        var entries = ids.entrySet().iterator();
        assertThat(entries.next().getValue()).isEqualTo("id");
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
        assertThat(List.copyOf(ids.keySet())).isEqualTo(List.of(7));
    }
}
