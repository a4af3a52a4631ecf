package dev.morelia.compat.acceptance;

import static dev.morelia.compat.acceptance.Comparison.blocking;
import static dev.morelia.compat.acceptance.Comparison.reactive;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.mongodb.client.gridfs.model.GridFSFile;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.data.mongodb.core.query.Query;
import reactor.core.publisher.Flux;

/** The GridFS of the official driver over both. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class GridFsTest {
    private static final byte[] CONTENT = content();

    @Test
    void blockingFiles() throws Exception {
        blocking((world, seen) -> {
            var files = world.files();
            var id = files.store(
                    new ByteArrayInputStream(CONTENT), "data.bin", "text/plain", new Document("owner", "Ada"));
            GridFSFile file =
                    Objects.requireNonNull(files.findOne(query(where("_id").is(id))));
            seen.add("file", describe(file));
            byte[] read = files.getResource(file).getInputStream().readAllBytes();
            seen.add("content", Arrays.equals(read, CONTENT));
            seen.add("by name", files.getResource("data.bin").exists());
            var owned = query(where("metadata.owner").is("Ada"));
            seen.add("by metadata", describe(Objects.requireNonNull(files.findOne(owned))));
            files.delete(query(where("_id").is(id)));
            seen.add("left", files.findOne(new Query()));
            seen.add("missing", files.getResource("data.bin").exists());
            seen.add(
                    "collections",
                    world.template.getCollectionNames().stream().sorted().toList());
        });
    }

    @Test
    void reactiveFiles() throws Exception {
        reactive((world, seen) -> {
            var files = world.files();
            var buffers = new DefaultDataBufferFactory();
            var id = Objects.requireNonNull(files.store(
                            Flux.just(buffers.wrap(CONTENT)), "data.bin", "text/plain", new Document("owner", "Ada"))
                    .block());
            GridFSFile file = Objects.requireNonNull(
                    files.findOne(query(where("_id").is(id))).block());
            seen.add("file", describe(file));
            var resource = Objects.requireNonNull(files.getResource(file).block());
            var read = Objects.requireNonNull(
                    DataBufferUtils.join(resource.getDownloadStream()).block());
            byte[] bytes = new byte[read.readableByteCount()];
            read.read(bytes);
            seen.add("content", Arrays.equals(bytes, CONTENT));
            files.delete(query(where("_id").is(id))).block();
            seen.add("left", files.find(new Query()).collectList().block());
            seen.add(
                    "collections",
                    world.template.getCollectionNames().collectSortedList().block());
        });
    }

    private static String describe(GridFSFile file) {
        return file.getFilename() + " " + file.getLength() + " " + file.getChunkSize() + " " + file.getMetadata();
    }

    private static byte[] content() {
        byte[] bytes = new byte[700_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
