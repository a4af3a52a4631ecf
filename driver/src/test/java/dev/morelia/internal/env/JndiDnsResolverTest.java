package dev.morelia.internal.env;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the JDK's DNS client writes the strings of a TXT record. */
class JndiDnsResolverTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "replicaSet=a&authSource=b|replicaSet=a&authSource=b",
                "replicaS et=rep l0|replicaSet=repl0",
                "\"a b\" c|a bc",
                "a \"\" b|ab",
                "\"a\\\"b\\\\c\"|a\"b\\c",
                "\\|\\"
            })
    void stringsAreJoined(String value, String expected) {
        assertThat(JndiDnsResolver.joined(value)).isEqualTo(expected);
    }
}
