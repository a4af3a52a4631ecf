package dev.morelia.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecurityLayerTest {

    @Test
    void choosesNone() throws AuthenticationFailure {
        assertThat(SecurityLayer.reply(new byte[] {7, 0, -1, -1}, "a@B"))
                .isEqualTo(new byte[] {1, 0, 0, 0, 'a', '@', 'B'});
    }

    @Test
    void rejectsOtherOffers() {
        assertThatThrownBy(() -> SecurityLayer.reply(new byte[] {6, 0, -1, -1}, "a@B"))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessageContaining("security layer");
        for (byte[] offer : new byte[][] {{}, {1}, {1, 0, 0, 0, 0}}) {
            assertThatThrownBy(() -> SecurityLayer.reply(offer, "a@B"))
                    .isInstanceOf(AuthenticationFailure.class)
                    .hasMessageContaining(offer.length + " bytes");
        }
    }
}
