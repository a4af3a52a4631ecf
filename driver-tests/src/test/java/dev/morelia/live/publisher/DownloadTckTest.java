package dev.morelia.live.publisher;

import dev.morelia.MongoClient;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.testkit.Mongod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** The TCK for downloads of files with small chunks. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DownloadTckTest extends PublisherTck {
    private final MongoClient client = MongoClient.create(Mongod.shared().uri());
    private final GridFsBucket bucket =
            GridFsBucket.of(client.database("publisher"), new GridFsOptions().chunkSizeBytes(1));

    @BeforeAll
    void upload() throws IOException {
        bucket.drop();
        bucket.uploadFromStream("file", new ByteArrayInputStream(new byte[MANY]));
    }

    @AfterAll
    void close() {
        client.close();
    }

    @Override
    protected Flow.Publisher<?> publisher(int elements) {
        return bucket.async().downloadByName("file").range(0, elements);
    }

    @Override
    protected Flow.Publisher<?> failingPublisher() {
        return bucket.async().downloadByName("another");
    }
}
