package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.options.FindOptions;
import dev.morelia.spec.unified.api.BucketApi;
import dev.morelia.spec.unified.match.Absent;
import java.util.HexFormat;

/** Uploads, downloads and changes of the files of a GridFS bucket. */
final class BucketOperations {
    private BucketOperations() {}

    static void addTo(Operations operations) {
        operations
                .add(BucketApi.class, "upload", BucketOperations::upload)
                .add(BucketApi.class, "uploadWithId", BucketOperations::upload)
                .add(BucketApi.class, "download", BucketOperations::download)
                .add(BucketApi.class, "downloadByName", BucketOperations::downloadByName)
                .add(BucketApi.class, "find", BucketOperations::find)
                .add(BucketApi.class, "delete", BucketOperations::delete)
                .add(BucketApi.class, "deleteByName", BucketOperations::deleteByName)
                .add(BucketApi.class, "rename", BucketOperations::rename)
                .add(BucketApi.class, "renameByName", BucketOperations::renameByName)
                .add(BucketApi.class, "drop", BucketOperations::drop);
    }

    private static Object upload(BucketApi bucket, Arguments arguments) {
        var filename = arguments.string("filename");
        var content = HexFormat.of().parseHex(arguments.document("source").string("$$hexBytes"));
        var options = new GridFsUploadOptions();
        if (arguments.has("id")) {
            options = options.id(arguments.value("id"));
        }
        if (arguments.has("chunkSizeBytes")) {
            options = options.chunkSizeBytes(arguments.int32("chunkSizeBytes"));
        }
        if (arguments.has("metadata")) {
            options = options.metadata(arguments.document("metadata"));
        }
        arguments.finish();
        return bucket.upload(filename, content, options);
    }

    private static Object download(BucketApi bucket, Arguments arguments) {
        var id = arguments.value("id");
        arguments.finish();
        return new Binary(bucket.download(id));
    }

    private static Object downloadByName(BucketApi bucket, Arguments arguments) {
        var filename = arguments.string("filename");
        int revision = arguments.has("revision") ? arguments.int32("revision") : -1;
        arguments.finish();
        return new Binary(bucket.downloadByName(filename, revision));
    }

    private static Object find(BucketApi bucket, Arguments arguments) {
        Document filter = arguments.document("filter");
        var options = Arguments.with(
                new FindOptions(),
                arguments.options(
                        "allowDiskUse", "batchSize", "limit", "maxTimeMS", "noCursorTimeout", "skip", "sort"));
        arguments.finish();
        return new Results(bucket.find(filter, options));
    }

    private static Object delete(BucketApi bucket, Arguments arguments) {
        var id = arguments.value("id");
        arguments.finish();
        bucket.delete(id);
        return Absent.ABSENT;
    }

    private static Object deleteByName(BucketApi bucket, Arguments arguments) {
        var filename = arguments.string("filename");
        arguments.finish();
        bucket.deleteByName(filename);
        return Absent.ABSENT;
    }

    private static Object rename(BucketApi bucket, Arguments arguments) {
        var id = arguments.value("id");
        var newFilename = arguments.string("newFilename");
        arguments.finish();
        bucket.rename(id, newFilename);
        return Absent.ABSENT;
    }

    private static Object renameByName(BucketApi bucket, Arguments arguments) {
        var filename = arguments.string("filename");
        var newFilename = arguments.string("newFilename");
        arguments.finish();
        bucket.renameByName(filename, newFilename);
        return Absent.ABSENT;
    }

    private static Object drop(BucketApi bucket, Arguments arguments) {
        arguments.finish();
        bucket.drop();
        return Absent.ABSENT;
    }
}
