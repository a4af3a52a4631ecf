package dev.morelia.internal.argument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingTest {
    private static final List<String> KNOWN = List.of("tls", "w", "majority", "retryWrites");

    @ParameterizedTest
    @CsvSource({
        "tsl,tls",
        "lts,tls",
        "tl,tls",
        "ttls,tls",
        "ts,tls",
        "TLS,tls",
        "ww,w",
        "majorty,majority",
        "amjortiy,majority",
        "retrywrite,retryWrites"
    })
    void findsTheMostSimilar(String word, String nearest) {
        assertThat(Spelling.nearest(word, KNOWN)).isEqualTo(nearest);
    }

    @ParameterizedTest
    @CsvSource({"x", "abc", "major", "everything"})
    void findsNothingIfNoneIsSimilar(String word) {
        assertThat(Spelling.nearest(word, KNOWN)).isNull();
    }

    @Test
    void ignoresEmptyAndVeryLongWords() {
        assertThat(Spelling.nearest("", KNOWN)).isNull();
        assertThat(Spelling.nearest("w".repeat(100_000), KNOWN)).isNull();
    }
}
