package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BsonVectorTest {

    private static Binary vector(String hex) {
        return new Binary(Binary.VECTOR, HexFormat.of().parseHex(hex));
    }

    @Test
    void floatsAreLittleEndian() {
        var vector = BsonVector.float32(127, -7.7f, Float.NEGATIVE_INFINITY);
        assertThat(vector.toBinary()).isEqualTo(vector("27000000fe426666f6c0000080ff"));
        assertThat(BsonVector.of(vector.toBinary())).isEqualTo(vector).hasSameHashCodeAs(vector);
        assertThat(vector.values()).containsExactly(127, -7.7f, Float.NEGATIVE_INFINITY);
        assertThat(vector.size()).isEqualTo(3);
    }

    @Test
    void bytesAreSigned() {
        var vector = BsonVector.int8(127, -128, 0);
        assertThat(vector.toBinary()).isEqualTo(vector("03007f8000"));
        assertThat(BsonVector.of(vector.toBinary())).isEqualTo(vector).hasSameHashCodeAs(vector);
        assertThat(BsonVector.int8(vector.values())).isEqualTo(vector);
        assertThatThrownBy(() -> BsonVector.int8(0, 128))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("values[1] is 128");
        assertThatThrownBy(() -> BsonVector.int8(-129)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bitsStartWithTheMostSignificant() {
        var vector = BsonVector.packedBit(new int[] {238, 224}, 4);
        assertThat(vector.toBinary()).isEqualTo(vector("1004eee0"));
        assertThat(BsonVector.of(vector.toBinary())).isEqualTo(vector).hasSameHashCodeAs(vector);
        assertThat(vector.size()).isEqualTo(12);
        assertThat(vector.paddingBits()).isEqualTo(4);
        var text = new StringBuilder();
        for (int i = 0; i < vector.size(); i++) {
            text.append(vector.bit(i) ? '1' : '0');
        }
        assertThat(text).hasToString("111011101110");
        assertThatThrownBy(() -> vector.bit(12)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(vector).isNotEqualTo(BsonVector.packedBit(new int[] {238, 224}, 3));
    }

    @Test
    void arraysAreCopied() {
        byte[] bits = {1};
        var vector = BsonVector.packedBit(bits, 0);
        bits[0] = 2;
        vector.bits()[0] = 3;
        assertThat(vector.bits()).containsExactly(1);
        float[] values = {1};
        var floats = BsonVector.float32(values);
        values[0] = 2;
        floats.values()[0] = 3;
        assertThat(floats.values()).containsExactly(1);
        byte[] numbers = {1};
        var bytes = BsonVector.int8(numbers);
        numbers[0] = 2;
        bytes.values()[0] = 3;
        assertThat(bytes.values()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "27",
                "2700000000",
                "2701",
                "0301",
                "030700",
                "1001",
                "100800",
                "10ff00",
                "1007ff",
                "0000",
                "ff00"
            })
    void rejectsOtherBytes(String hex) {
        assertThatThrownBy(() -> BsonVector.of(vector(hex))).isInstanceOf(BsonException.class);
    }

    @Test
    void rejectsOtherSubtypesAndBadPadding() {
        assertThatThrownBy(() -> BsonVector.of(new Binary(new byte[] {3, 0})))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("subtype 9");
        byte[] ones = {(byte) 0xff};
        assertThatThrownBy(() -> BsonVector.packedBit(ones, 7)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BsonVector.packedBit(ones, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BsonVector.packedBit(ones, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BsonVector.packedBit(new byte[0], 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BsonVector.packedBit(new int[] {256}, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
