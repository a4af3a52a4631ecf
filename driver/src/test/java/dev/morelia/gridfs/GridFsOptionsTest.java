package dev.morelia.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.Regex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridFsOptionsTest {
    @Test
    void theDefaultsAreThoseOfTheSpecification() {
        assertThat(new GridFsOptions()).isEqualTo(new GridFsOptions("fs", 261_120));
    }

    @Test
    void valuesOutOfRangeAreRejected() {
        var options = new GridFsOptions();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.chunkSizeBytes(0))
                .withMessageContaining("got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> options.chunkSizeBytes(16 << 20));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GridFsUploadOptions().chunkSizeBytes(-1))
                .withMessageContaining("chunkSizeBytes");
        assertThatIllegalArgumentException().isThrownBy(() -> options.bucketName(""));
        assertThatIllegalArgumentException().isThrownBy(() -> options.bucketName("a$b"));
    }

    @Test
    void metadataIsCopied() {
        var metadata = Document.of("tags", new ArrayList<>(List.of("a")));
        var options = new GridFsUploadOptions().metadata(metadata);
        metadata.append("later", 1);
        assertThat(options.metadata()).isEqualTo(Document.of("tags", List.of("a")));
    }

    @Test
    void anIdIsNeverAnOperator() {
        var id = new ObjectId();
        assertThat(Equality.of("_id", id)).isEqualTo(new Document("_id", id));
        var operator = new Document("$gt", 0);
        assertThat(Equality.of("_id", operator)).isEqualTo(new Document("_id", new Document("$eq", operator)));
        var pattern = new Regex(".*", "");
        assertThat(Equality.of("_id", pattern)).isEqualTo(new Document("_id", new Document("$eq", pattern)));
    }

    @Test
    void aFileIsNotItsId() {
        var file = new GridFsFile(5, "a", 0, 1, null, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Equality.checkedId(file))
                .withMessageContaining("file.id()");
        assertThatIllegalStateException().isThrownBy(file::objectId).withMessageContaining("5");
    }

    @Test
    void chunksAreCountedExactly() {
        assertThat(new GridFsFile(1, null, 0, 4, null, null).chunkCount()).isZero();
        assertThat(new GridFsFile(1, null, 4, 4, null, null).chunkCount()).isOne();
        var nine = new GridFsFile(1, null, 9, 4, null, null);
        assertThat(nine.chunkCount()).isEqualTo(3);
        assertThat(nine.chunkLength(1)).isEqualTo(4);
        assertThat(nine.chunkLength(2)).isEqualTo(1);
        var huge = new GridFsFile(1, null, Long.MAX_VALUE, 4, null, null);
        assertThat(huge.chunkCount()).isEqualTo(1L << 61);
        assertThat(huge.chunkLength(huge.chunkCount() - 1)).isEqualTo(3);
    }
}
