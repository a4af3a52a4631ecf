package dev.morelia.spec.unified.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {
    @Test
    void comparesNumbersOneByOne() {
        assertThat(Version.parse("4.0.10"))
                .isGreaterThan(Version.parse("4.0.9"))
                .isGreaterThan(Version.parse("3.6"))
                .isLessThan(Version.parse("4.2.0"));
        assertThat(Version.parse("4")).isEqualTo(Version.parse("4.0.0"));
        assertThat(Version.parse("4.9.0-alpha4-271-g7d5cf02")).isEqualTo(new Version(4, 9, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "v1"})
    void rejectsInvalidVersions(String text) {
        assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
