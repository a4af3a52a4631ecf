package dev.morelia.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of both collections as other programs may have written them. */
class FileCodecTest {
    private static GridFsFile file(Document document) {
        return FileCodec.INSTANCE.decode(RawDocument.encode(document).input());
    }

    private static Chunk chunk(Document document) {
        return Chunk.CODEC.decode(RawDocument.encode(document).input());
    }

    @Test
    void aFileIsReadAsItIsWritten() {
        var file = new GridFsFile(7, "a.txt", 5, 4, Instant.ofEpochMilli(1), new Document("a", 1));
        var output = new BsonOutput();
        FileCodec.INSTANCE.encode(output, file);
        assertThat(FileCodec.INSTANCE.decode(
                        RawDocument.of(output.toByteArray()).input()))
                .isEqualTo(file);
    }

    @Test
    void numbersMayBeOfAnyType() {
        var document = Document.of("_id", 1, "length", 5.0, "chunkSize", Decimal128.parse("4"), "md5", "0");
        assertThat(file(document)).isEqualTo(new GridFsFile(1, null, 5, 4, null, null));
    }

    @Test
    void whatIsNotNeededMayBeOfAnyType() {
        var document = Document.of("_id", 1, "length", 5L, "chunkSize", 4L, "filename", 3, "uploadDate", "today");
        assertThat(file(document.append("metadata", "none")).filename()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'_id': 1, 'length': -1, 'chunkSize': 4}",
                "{'_id': 1, 'length': 5, 'chunkSize': 0}",
                "{'_id': 1, 'length': 5, 'chunkSize': {'$numberLong': '4294967296'}}",
                "{'_id': 1, 'length': 5.5, 'chunkSize': 4}",
                "{'_id': 1, 'length': '5', 'chunkSize': 4}",
                "{'_id': 1, 'chunkSize': 4}",
                "{'length': 5, 'chunkSize': 4}"
            })
    void aFileWithoutUsableSizesIsRejected(String json) {
        var document = Document.parse(json.replace('\'', '"'));
        assertThatExceptionOfType(BsonException.class).isThrownBy(() -> file(document));
    }

    @Test
    void oddChunksAreReadToBeReported() {
        var data = new Binary(Binary.OLD_GENERIC, new byte[] {1, 2});
        assertThat(chunk(Document.of("n", 2L, "data", data)))
                .isEqualTo(new Chunk(2, ByteBuffer.wrap(data.bytes()), BsonType.BINARY));
        assertThat(chunk(Document.of("n", 2.0, "data", "text"))).isEqualTo(new Chunk(2, null, BsonType.STRING));
        assertThat(chunk(Document.of("n", 0.5))).isEqualTo(new Chunk(-1, null, null));
        assertThat(chunk(Document.of("n", "0"))).isEqualTo(new Chunk(-1, null, null));
    }
}
