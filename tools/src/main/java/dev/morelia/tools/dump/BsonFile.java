package dev.morelia.tools.dump;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads the documents of a {@code .bson} file, one after the other, and checks the structure of each. */
final class BsonFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 1024 * 1024;
    private static final int MINIMUM_BYTES = 5;
    /** More than a server accepts: 16 MiB and what it adds itself. */
    private static final int MAXIMUM_BYTES = 16 * 1024 * 1024 + 16 * 1024;

    private final Path file;
    private final InputStream input;
    private long position;

    private BsonFile(Path file, InputStream input) {
        this.file = file;
        this.input = input;
    }

    /** Opens a file, compressed or not. */
    static BsonFile open(Path file) {
        try {
            var stored = Files.newInputStream(file);
            try {
                return new BsonFile(
                        file,
                        file.toString().endsWith(FileNames.GZIP)
                                ? new BufferedInputStream(new GZIPInputStream(stored, BUFFER_BYTES), BUFFER_BYTES)
                                : new BufferedInputStream(stored, BUFFER_BYTES));
            } catch (IOException | RuntimeException malformed) {
                stored.close();
                throw malformed;
            }
        } catch (IOException failure) {
            throw new DumpException(file + ": cannot be read: " + failure, failure);
        }
    }

    /** How many bytes of documents were read. */
    long position() {
        return position;
    }

    /** Leaves out documents that were read before. */
    void skipTo(long offset) {
        try {
            input.skipNBytes(offset - position);
            position = offset;
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /**
     * The next document; null after the last one.
     *
     * @throws DumpException if the file is truncated or damaged, with the place
     */
    @Nullable
    RawDocument next() {
        try {
            byte[] length = input.readNBytes(4);
            if (length.length == 0) {
                return null;
            }
            if (length.length < 4) {
                throw damaged("the file ends within the length of a document: it is truncated");
            }
            int size = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (size < MINIMUM_BYTES || size > MAXIMUM_BYTES) {
                throw damaged("a document cannot have a length of " + size + " bytes");
            }
            byte[] bytes = new byte[size];
            System.arraycopy(length, 0, bytes, 0, 4);
            int read = 4 + input.readNBytes(bytes, 4, size - 4);
            if (read < size) {
                throw damaged("the document has " + size + " bytes, but the file ends after " + read
                        + " of them: it is truncated");
            }
            var document = RawDocument.of(bytes);
            check(document);
            position += size;
            return document;
        } catch (BsonException malformed) {
            throw damaged(String.valueOf(malformed.getMessage()));
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** Checks lengths and types of all fields; not the values, which the server has accepted as they are. */
    private static void check(RawDocument document) {
        BsonInput fields = document.input();
        fields.startDocument();
        checkFields(fields);
        fields.endDocument();
    }

    private static void checkFields(BsonInput fields) {
        for (BsonType type = fields.next(); type != null; type = fields.next()) {
            if (type == BsonType.DOCUMENT) {
                fields.startDocument();
                checkFields(fields);
                fields.endDocument();
            } else if (type == BsonType.ARRAY) {
                fields.startArray();
                checkFields(fields);
                fields.endArray();
            } else {
                fields.skip();
            }
        }
    }

    private DumpException damaged(String problem) {
        return new DumpException(file + ": at byte " + position + ": " + problem);
    }

    private DumpException failed(IOException failure) {
        return failure instanceof EOFException || failure instanceof ZipException
                ? new DumpException(
                        file + ": after byte " + position + ": the file is truncated or damaged: "
                                + failure.getMessage(),
                        failure)
                : new DumpException(file + ": after byte " + position + ": cannot be read: " + failure, failure);
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException ignored) {
            // It was only read.
        }
    }
}
