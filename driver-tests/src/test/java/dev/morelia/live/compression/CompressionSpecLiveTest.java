package dev.morelia.live.compression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The test plan of the specification: a server that logs each message that it decompresses.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/compression/OP_COMPRESSED.md#test-plan">Test
 *     plan</a>
 */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class CompressionSpecLiveTest {

    private static List<String> log(Mongod mongod) {
        return mongod.command("admin", Document.of("getLog", "global")).list("log", String.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snappy      | snappy      | snappy",
                "snappy      | snoopy      | ''",
                "snappy      | snappy,zlib | snappy",
                "snappy      | zlib,snappy | snappy",
                "snappy,zlib | snappy,zlib | snappy",
                "snappy,zlib | zlib,snappy | zlib",
                "snappy      | zstd        | ''",
                "disabled    | zstd,snappy | ''"
            })
    void pingIsCompressedByTheFirstCommonCompressor(String ofServer, String ofClient, String expected) {
        try (var mongod = Mongod.builder()
                .arguments("--networkMessageCompressors", ofServer)
                .arguments("--setParameter", "logComponentVerbosity={network:{verbosity:3}}")
                .start()) {
            try (var client = MongoClient.create(mongod.uri() + "/?compressors=" + ofClient)) {
                assertThat(client.database("admin")
                                .runCommand(Document.of("ping", 1))
                                .float64("ok"))
                        .isEqualTo(1);
            }
            var log = log(mongod);
            for (String name : List.of("snappy", "zlib", "zstd")) {
                assertThat(log)
                        .as("%s used", name)
                        .filteredOn(line -> line.contains("Decompressing message") && line.contains('"' + name + '"'))
                        .satisfies(lines -> assertThat(lines.isEmpty()).isNotEqualTo(name.equals(expected)));
                assertThat(log)
                        .as("%s used for replies", name)
                        .filteredOn(line -> line.contains("Compressing message") && line.contains('"' + name + '"'))
                        .satisfies(lines -> assertThat(lines.isEmpty()).isNotEqualTo(name.equals(expected)));
            }
            if (ofClient.equals("snoopy")) {
                assertThat(log).anyMatch(line -> line.contains("No compressors provided"));
            }
        }
    }
}
