package dev.morelia.gridfs;

import dev.morelia.MongoDatabase;
import dev.morelia.internal.client.DatabaseAccess;
import dev.morelia.settings.Namespace;

/** A stream that was opened without a server, for tests outside of this package. */
public final class SampleDownload {
    private SampleDownload() {}

    /** A stream of an empty file. */
    public static GridFsDownloadStream of(MongoDatabase database) {
        var file = new GridFsFile(1, "empty", 0, 1, null, null);
        var access = DatabaseAccess.get();
        var chunks = new Namespace(database.name(), "fs.chunks");
        var query = new ChunkQuery(access.core(database), access.context(database), chunks, file);
        return new GridFsDownloadStream(file, new ChunkReader(query, null));
    }
}
