package dev.morelia.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerApiTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "2", "1.0", "v1"})
    void unknownVersionIsRejectedBeforeAnythingIsSent(String version) {
        assertThatThrownBy(() -> new ServerApi(version, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version")
                .hasMessageContaining("'" + version + "'");
    }

    @Test
    void saysNothingAboutStrictnessUnlessAsked() {
        assertThat(ServerApi.V1.strict()).isNull();
        assertThat(ServerApi.V1.strict(true).deprecationErrors(false)).isEqualTo(new ServerApi("1", true, false));
    }
}
