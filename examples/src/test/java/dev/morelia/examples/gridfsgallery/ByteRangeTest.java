package dev.morelia.examples.gridfsgallery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "'', 0, 100",
        "bytes=0-9, 0, 10",
        "bytes=10-19, 10, 20",
        "bytes=90-, 90, 100",
        "bytes=90-1000, 90, 100",
        "bytes=-10, 90, 100",
        "bytes=-1000, 0, 100",
        "bytes=0-, 0, 100",
        "'bytes=0-9,20-29', 0, 100",
        "bytes=-, 0, 100",
        "pages=1-2, 0, 100"
    })
    void partsOfAFileOf100Bytes(String header, long first, long end) {
        var range = ByteRange.of(header, 100);
        assertThat(range).isEqualTo(new ByteRange(first, end, 100));
        assertThat(range.isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=9-0"})
    void thereIsNoSuchPart(String header) {
        assertThat(ByteRange.of(header, 100).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"''", "bytes=0-", "bytes=-5"})
    void anEmptyFileIsSentWhole(String header) {
        var range = ByteRange.of(header, 0);
        assertThat(range.isEmpty()).isFalse();
        assertThat(range.isPart()).isFalse();
    }
}
