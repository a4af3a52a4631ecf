package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsOptions;
import java.util.List;

/** The tests of {@link TimeoutProseTest} for streams of GridFS. */
final class GridFsTimeoutProse {
    private static final String LIMITED = "timeoutMS=1500";
    private static final int BLOCKED_MILLIS = 2_000;

    private GridFsTimeoutProse() {}

    private static void empty(String uri) {
        try (var control = MongoClient.create(uri)) {
            for (var name : List.of("fs.files", "fs.chunks")) {
                control.database("db").collection(name).drop();
                control.database("db").createCollection(name);
            }
        }
    }

    static void uploadTimesOut(String uri) throws Throwable {
        empty(uri);
        try (var client = MongoClient.create(Prose.with(uri, LIMITED))) {
            client.warmUp(Watched.LIMIT);
            Prose.failing(uri, Prose.times(1), TimeoutProseTest.blocked(List.of("insert"), BLOCKED_MILLIS), () -> {
                var stream = GridFsBucket.of(client.database("db")).openUploadStream("filename");
                stream.write(0x12);
                assertThatThrownBy(stream::close).isInstanceOf(OperationTimeoutException.class);
            });
        }
    }

    /** The specification's four bytes would not have been sent yet, so that there would be nothing to delete. */
    static void abortTimesOut(String uri) throws Throwable {
        empty(uri);
        try (var client = MongoClient.create(Prose.with(uri, LIMITED))) {
            client.warmUp(Watched.LIMIT);
            Prose.failing(uri, Prose.times(1), TimeoutProseTest.blocked(List.of("delete"), BLOCKED_MILLIS), () -> {
                var options = new GridFsOptions().chunkSizeBytes(2);
                var stream = GridFsBucket.of(client.database("db"), options).openUploadStream("filename");
                stream.write(new byte[2_010]);
                assertThatThrownBy(stream::abort).isInstanceOf(OperationTimeoutException.class);
            });
        }
    }

    static void downloadTimesOut(String uri) throws Throwable {
        empty(uri);
        var id = ObjectId.of("000000000000000000000005");
        try (var control = MongoClient.create(uri)) {
            var file = Document.of("_id", id, "length", 10, "chunkSize", 4, "filename", "length-10");
            control.database("db").collection("fs.files").insertOne(file);
        }
        try (var watched = Watched.open(Prose.with(uri, LIMITED))) {
            watched.client().warmUp(Watched.LIMIT);
            try (var stream = GridFsBucket.of(watched.client().database("db")).openDownloadStream(id)) {
                var blocked = TimeoutProseTest.blocked(List.of("find"), BLOCKED_MILLIS);
                Prose.failing(
                        uri,
                        Prose.times(1),
                        blocked,
                        () -> assertThatThrownBy(stream::read).isInstanceOf(OperationTimeoutException.class));
            }
            assertThat(TimeoutProseTest.started(watched)).containsExactly("find", "find");
        }
    }
}
