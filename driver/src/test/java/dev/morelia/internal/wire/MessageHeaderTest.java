package dev.morelia.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.io.BsonOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHeaderTest {

    private static byte[] header(int length) {
        var output = new BsonOutput();
        MessageHeader.begin(output, 7, 5, OpCode.MSG);
        output.setInt32(0, length);
        return output.toByteArray();
    }

    @Test
    void decodesWhatItEncoded() {
        var output = new BsonOutput();
        output.writeInt32(-1);
        int start = MessageHeader.begin(output, 7, 5, OpCode.MSG);
        output.writeInt64(9);
        MessageHeader.end(output, start);
        assertThat(MessageHeader.decode(output.buffer(), 4, 1000)).isEqualTo(new MessageHeader(24, 7, 5, 2013));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 999, 1000})
    void acceptsLengthsWithinTheLimit(int length) {
        assertThat(MessageHeader.decode(header(length), 0, 1000).length()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 15, 1001, 48_016_385, Integer.MAX_VALUE})
    void rejectsLengthsBeyondTheLimit(int length) {
        assertThatThrownBy(() -> MessageHeader.decode(header(length), 0, 1000))
                .isInstanceOf(WireException.class)
                .hasMessage("message length is " + length + ", must be from 16 to 1000");
    }

    @Test
    void acceptsNoLimitAbove48MegabytesWhateverTheServerClaims() {
        int maximum = 48_000_000 + 16 * 1024;
        assertThat(MessageHeader.decode(header(maximum), 0, Integer.MAX_VALUE).length())
                .isEqualTo(maximum);
        assertThatThrownBy(() -> MessageHeader.decode(header(maximum + 1), 0, Integer.MAX_VALUE))
                .isInstanceOf(WireException.class);
    }
}
