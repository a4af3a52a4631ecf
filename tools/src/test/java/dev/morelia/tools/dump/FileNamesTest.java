package dev.morelia.tools.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    /** As url.QueryEscape of Go, which mongodump uses. */
    @ParameterizedTest
    @CsvSource({
        "people, people",
        "a b, a+b",
        "a+b, a%2Bb",
        "a/b, a%2Fb",
        "../../etc/passwd, ..%2F..%2Fetc%2Fpasswd",
        "100%, 100%25",
        "ä€, %C3%A4%E2%82%AC",
        "a.b-c_d~e, a.b-c_d~e",
        "'*!()$&=:@', %2A%21%28%29%24%26%3D%3A%40",
        "𝄞, %F0%9D%84%9E"
    })
    void collectionsHaveTheNamesOfMongodump(String collection, String file) {
        assertThat(FileNames.of(collection)).isEqualTo(file);
        assertThat(FileNames.collection(file)).isEqualTo(collection);
    }

    @Test
    void longNamesAreShortened() {
        String longest = "x".repeat(238);
        assertThat(FileNames.of(longest)).isEqualTo(longest);
        assertThat(FileNames.isShortened(longest)).isFalse();
        String file = FileNames.of("x".repeat(239));
        // The hash is base64 of SHA-1 of the name.
        assertThat(file).hasSize(238).startsWith("x".repeat(208) + "%24").doesNotContain("/", "=");
        assertThat(FileNames.isShortened(file)).isTrue();
        assertThat(FileNames.of("x".repeat(240))).isNotEqualTo(file).hasSize(238);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%2", "%zz"})
    void malformedNames(String file) {
        assertThatIllegalArgumentException().isThrownBy(() -> FileNames.collection(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/etc", "a\\b", "a\0b"})
    void databasesThatAreNoFolder(String database) {
        assertThat(FileNames.isFolder(database)).isFalse();
        assertThat(FileNames.isFolder("x" + database.replaceAll("[/\\\\\0]", "")))
                .isTrue();
    }
}
