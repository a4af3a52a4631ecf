package dev.morelia.error;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.internal.SerialForm;
import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** A file of GridFS does not exist, or cannot be read completely. */
public abstract sealed class GridFsException extends MongoException
        permits GridFsException.FileNotFound, GridFsException.CorruptFile {
    private static final long serialVersionUID = 1;

    private final @Nullable Object fileId;
    private final @Nullable String filename;

    GridFsException(
            String message,
            @Nullable Object fileId,
            @Nullable String filename,
            @Nullable ServerAddress server,
            @Nullable Throwable cause) {
        super(message, server, RetryAdvice.UNSAFE, cause);
        this.fileId = fileId;
        this.filename = filename;
    }

    GridFsException(GridFsException original) {
        super(original);
        fileId = original.fileId == null ? null : SerialForm.orText(original.fileId);
        filename = original.filename;
    }

    /** The file as messages name it. */
    static String named(@Nullable Object fileId, @Nullable String filename) {
        if (fileId == null) {
            return "file " + Argument.shown(filename);
        }
        return "file " + (filename == null ? "" : Argument.shown(filename) + " ") + "with the id "
                + Argument.shown(fileId);
    }

    /** The id of the file; null if it was searched for by its name. */
    public final @Nullable Object fileId() {
        return fileId;
    }

    /** The name of the file; null if it is not known. */
    public final @Nullable String filename() {
        return filename;
    }

    /** A bucket of GridFS has no file with this id or name, or fewer revisions of it. */
    public static final class FileNotFound extends GridFsException {
        private static final long serialVersionUID = 1;

        /**
         * No file has this id.
         *
         * @param files the collection that was searched
         * @param fileId the id
         */
        public FileNotFound(Namespace files, Object fileId) {
            super(
                    files + " has no " + named(fileId, null)
                            + ": it was never stored completely, or has been deleted; check the id, its type, and the"
                            + " name of the bucket",
                    fileId,
                    null,
                    null,
                    null);
        }

        /**
         * No file has this name.
         *
         * @param files the collection that was searched
         * @param filename the name
         */
        public FileNotFound(Namespace files, String filename) {
            super(
                    files + " has no " + named(null, filename)
                            + ": it was never stored completely, or has been deleted or renamed; check the name, with"
                            + " upper and lower case, and the name of the bucket",
                    null,
                    filename,
                    null,
                    null);
        }

        /**
         * A file has fewer revisions.
         *
         * @param files the collection that was searched
         * @param filename the name
         * @param revision the number of the revision, negative if it counts from the latest one
         */
        public FileNotFound(Namespace files, String filename, int revision) {
            super(
                    files + " has no revision " + revision + " of " + named(null, filename)
                            + ", but others: ask for -1, the latest one, or list them with find",
                    null,
                    filename,
                    null,
                    null);
        }

        private FileNotFound(FileNotFound original) {
            super(original);
        }

        @Override
        FileNotFound copy() {
            return new FileNotFound(this);
        }
    }

    /**
     * A file of GridFS cannot be read completely: one of its chunks is missing, superfluous, or not of the size or type
     * that it should be, or the description of the file is invalid. What was read before is as it was stored.
     */
    public static final class CorruptFile extends GridFsException {
        private static final long serialVersionUID = 1;

        /**
         * A file that cannot be read.
         *
         * @param collection where the problem is
         * @param fileId the id of the file, or null if it was searched for by its name
         * @param filename the name of the file, or null if it is not known
         * @param problem what is wrong, as in {@code chunk 3 of 7 is missing}
         * @param server the server that it was read from, or null
         */
        public CorruptFile(
                Namespace collection,
                @Nullable Object fileId,
                @Nullable String filename,
                String problem,
                @Nullable ServerAddress server) {
            this(collection, fileId, filename, problem, server, null);
        }

        /**
         * A file whose document cannot be decoded.
         *
         * @param files the collection of the documents
         * @param fileId the id of the file, or null if it was searched for by its name
         * @param filename the name of the file, or null if it is not known
         * @param problem what is wrong with it
         */
        public CorruptFile(Namespace files, @Nullable Object fileId, @Nullable String filename, BsonException problem) {
            this(files, fileId, filename, String.valueOf(problem.getMessage()), null, problem);
        }

        private CorruptFile(
                Namespace collection,
                @Nullable Object fileId,
                @Nullable String filename,
                String problem,
                @Nullable ServerAddress server,
                @Nullable BsonException cause) {
            super(
                    "In " + collection + ", the " + named(fileId, filename) + " is corrupt" + on(server) + ": "
                            + problem + ". If it was not deleted or replaced at this moment, delete it and store it"
                            + " again; a secondary may not have all of it yet",
                    fileId,
                    filename,
                    server,
                    cause);
        }

        private CorruptFile(CorruptFile original) {
            super(original);
        }

        @Override
        CorruptFile copy() {
            return new CorruptFile(this);
        }
    }
}
