package dev.morelia.gridfs;

import dev.morelia.MongoDatabase;

/** A stream that was opened without a server, for tests outside of this package. */
public final class SampleDownload {
    private SampleDownload() {}

    /** A stream of an empty file. */
    public static GridFsDownloadStream of(MongoDatabase database) {
        var file = new GridFsFile(1, "empty", 0, 1, null, null);
        var chunks = database.collection("fs.chunks").with(Chunk.CODEC);
        return new GridFsDownloadStream(file, new ChunkReader(new ChunkQuery(chunks, file), null));
    }
}
