package dev.morelia.gridfs;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.time.Instant;

/**
 * Documents of the files collection. Numbers may be of any type, and other fields than the required ones absent or of
 * other types, as programs have stored all kinds of things there.
 */
final class FileCodec implements Codec<GridFsFile> {
    static final FileCodec INSTANCE = new FileCodec();

    private FileCodec() {}

    @Override
    public GridFsFile decode(BsonInput input) {
        Document fields = input.document();
        Object id = fields.get("_id");
        if (id == null) {
            throw new BsonException("a file without an _id");
        }
        long length = fields.int64("length");
        long chunkSizeBytes = fields.int64("chunkSize");
        if (length < 0) {
            throw new BsonException("the length of a file is negative: " + length);
        }
        if (chunkSizeBytes < 1 || chunkSizeBytes > Integer.MAX_VALUE) {
            throw new BsonException(
                    "the chunkSize of a file is not between 1 and " + Integer.MAX_VALUE + ": " + chunkSizeBytes);
        }
        return new GridFsFile(
                id,
                fields.get("filename") instanceof String filename ? filename : null,
                length,
                (int) chunkSizeBytes,
                fields.get("uploadDate") instanceof Instant date ? date : null,
                fields.get("metadata") instanceof Document metadata ? metadata : null);
    }

    @Override
    public void encode(BsonOutput output, GridFsFile file) {
        output.startDocument();
        output.value("_id", file.id());
        output.int64("length", file.length());
        output.int32("chunkSize", file.chunkSizeBytes());
        output.value("uploadDate", file.uploadDate());
        output.value("filename", file.filename());
        if (file.metadata() != null) {
            output.document("metadata", file.metadata());
        }
        output.endDocument();
    }
}
