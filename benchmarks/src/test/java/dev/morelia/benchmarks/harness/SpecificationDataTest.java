package dev.morelia.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpecificationDataTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void packArchive() throws IOException {
        try (var archive = new TarArchive(folder.resolve("data/extended_bson.tgz"))) {
            archive.add("extended_bson/", "")
                    .add("extended_bson/deep_bson.json", "x".repeat(512))
                    .add("extended_bson/flat_bson.json", "{\"é\": 1}");
        }
        try (var archive = new TarArchive(folder.resolve("data/parallel.tgz"))) {
            archive.add("parallel/gridfs_multi/", "")
                    .add("parallel/ldjson_multi/", "")
                    .add("parallel/ldjson_multi/ldjson000.txt", "first")
                    .add("parallel/gridfs_multi/file00.txt", "another")
                    .add("parallel/ldjson_multi/ldjson001.txt", "second");
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

    @Test
    void unpacksTheFirstFilesOfADirectory() throws IOException {
        var data = new SpecificationData(folder);
        assertThat(data.parallelFiles("ldjson_multi", 2, folder))
                .extracting(Files::readString)
                .containsExactly("first", "second");
        assertThatThrownBy(() -> data.parallelFiles("gridfs_multi", 2, folder))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("2 files in parallel/gridfs_multi/");
    }
}
