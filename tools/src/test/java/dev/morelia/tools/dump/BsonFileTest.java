package dev.morelia.tools.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BsonFileTest {
    private static final List<RawDocument> DOCUMENTS = List.of(
            RawDocument.encode(new Document("_id", 1)),
            RawDocument.encode(new Document("_id", 2).append("nested", new Document("list", List.of(1, "two", 3.0)))),
            RawDocument.encode(new Document()));

    @TempDir
    private Path folder = Path.of("");

    private static byte[] bytes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (RawDocument document : DOCUMENTS) {
            bytes.write(document.toByteArray());
        }
        return bytes.toByteArray();
    }

    private List<RawDocument> read(String name, byte[] content) throws IOException {
        Path path = Files.write(folder.resolve(name), content);
        var documents = new ArrayList<RawDocument>();
        try (var file = BsonFile.open(path)) {
            for (RawDocument next = file.next(); next != null; next = file.next()) {
                documents.add(next);
            }
        }
        return documents;
    }

    private static byte[] compressed(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void documentsInOrder() throws IOException {
        assertThat(read("a.bson", bytes())).isEqualTo(DOCUMENTS);
        assertThat(read("a.bson.gz", compressed(bytes()))).isEqualTo(DOCUMENTS);
        assertThat(read("empty.bson", new byte[0])).isEmpty();
    }

    @Test
    void aTruncatedFileIsAnErrorUnlessItEndsBetweenDocuments() throws IOException {
        byte[] whole = bytes();
        int second = DOCUMENTS.get(0).length();
        int third = second + DOCUMENTS.get(1).length();
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (length == second || length == third) {
                assertThat(read("t.bson", part)).hasSize(length == second ? 1 : 2);
                continue;
            }
            int at = length < second ? 0 : length < third ? second : third;
            assertThatThrownBy(() -> read("t.bson", part))
                    .isInstanceOf(DumpException.class)
                    .hasMessageContaining("t.bson: at byte " + at + ":")
                    .hasMessageContaining("truncated");
        }
        byte[] zipped = compressed(whole);
        assertThatThrownBy(() -> read("t.bson.gz", Arrays.copyOf(zipped, zipped.length - 9)))
                .isInstanceOf(DumpException.class)
                .hasMessageContaining("t.bson.gz");
        assertThatThrownBy(() -> read("t.bson.gz", whole))
                .isInstanceOf(DumpException.class)
                .hasMessageContaining("t.bson.gz");
    }

    @Test
    void aDamagedDocumentIsAnError() throws IOException {
        byte[] damaged = bytes();
        int second = DOCUMENTS.get(0).length();
        // The type of the embedded document's field.
        damaged[second + 4 + 9 + 8 + 4] = 99;
        assertThatThrownBy(() -> read("d.bson", damaged))
                .isInstanceOf(DumpException.class)
                .hasMessageContaining("d.bson: at byte " + second + ":");
        byte[] negative = bytes();
        negative[3] = -1;
        assertThatThrownBy(() -> read("d.bson", negative)).hasMessageContaining("length");
    }

    @Test
    void anyBytesGiveDocumentsOrAnError() throws IOException {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = bytes();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                read("f.bson", bytes);
            } catch (DumpException expected) {
                assertThat(expected).hasMessageContaining("f.bson: at byte ");
            }
        }
    }
}
