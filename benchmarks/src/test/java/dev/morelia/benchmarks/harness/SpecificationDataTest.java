package dev.morelia.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpecificationDataTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void packArchive() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        try (var archive = new GZIPOutputStream(Files.newOutputStream(folder.resolve("data/extended_bson.tgz")))) {
            write(archive, "extended_bson/", "");
            write(archive, "extended_bson/deep_bson.json", "x".repeat(512));
            write(archive, "extended_bson/flat_bson.json", "{\"é\": 1}");
            archive.write(new byte[1024]);
        }
    }

    @Test
    void readsFilesAfterOthers() throws IOException {
        var data = new SpecificationData(folder);
        assertThat(data.extendedBson("flat")).isEqualTo("{\"é\": 1}");
        assertThat(data.extendedBson("deep")).hasSize(512);
    }

    @Test
    void absentFileIsNamed() {
        assertThatThrownBy(() -> new SpecificationData(folder).extendedBson("full"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("full_bson.json");
    }

    private static void write(OutputStream archive, String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, "%011o".formatted(content.length));
        archive.write(header);
        archive.write(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
