package dev.morelia.tools.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuantityTest {
    @Test
    void oneIsSingular() {
        assertThat(Quantity.of(0, "document")).isEqualTo("0 documents");
        assertThat(Quantity.of(1, "document")).isEqualTo("1 document");
        assertThat(Quantity.of(2, "index")).isEqualTo("2 indexes");
        assertThat(Quantity.were(1)).isEqualTo("1 was");
        assertThat(Quantity.were(2)).isEqualTo("2 were");
        assertThat(Quantity.were(1, "view")).isEqualTo("1 view was");
        assertThat(Quantity.were(0, "view")).isEqualTo("0 views were");
    }
}
