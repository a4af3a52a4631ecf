package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The prose tests of explicit encoding and decoding of the UUID specification. */
class UuidRepresentationTest {

    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    @ParameterizedTest
    @CsvSource({
        "STANDARD, 4, 00112233445566778899AABBCCDDEEFF",
        "JAVA_LEGACY, 3, 7766554433221100FFEEDDCCBBAA9988",
        "C_SHARP_LEGACY, 3, 33221100554477668899AABBCCDDEEFF",
        "PYTHON_LEGACY, 3, 00112233445566778899AABBCCDDEEFF"
    })
    void encodesAndDecodes(UuidRepresentation representation, byte subtype, String hex) {
        Binary binary = representation.encode(ID);
        assertThat(binary).isEqualTo(new Binary(subtype, HexFormat.of().parseHex(hex)));
        assertThat(representation.subtype()).isEqualTo(subtype);
        assertThat(representation.decode(binary)).isEqualTo(ID);
        var mixed = UUID.fromString("f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f");
        assertThat(representation.decode(representation.encode(mixed))).isEqualTo(mixed);
    }

    @Test
    void rejectsTheOtherSubtype() {
        Binary standard = UuidRepresentation.STANDARD.encode(ID);
        Binary legacy = UuidRepresentation.PYTHON_LEGACY.encode(ID);
        for (var representation : UuidRepresentation.values()) {
            var wrong = representation == UuidRepresentation.STANDARD ? legacy : standard;
            assertThatThrownBy(() -> representation.decode(wrong))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining(representation.name())
                    .hasMessageContaining("subtype " + wrong.subtype());
        }
    }

    @Test
    void rejectsOtherLengths() {
        assertThatThrownBy(() -> UuidRepresentation.STANDARD.decode(new Binary(Binary.UUID, new byte[15])))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("15 bytes");
    }
}
