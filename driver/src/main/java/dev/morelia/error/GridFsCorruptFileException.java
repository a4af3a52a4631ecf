package dev.morelia.error;

import dev.morelia.bson.BsonException;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * A file of GridFS cannot be read completely: one of its chunks is missing, superfluous, or not of the size or type
 * that it should be, or the description of the file is invalid. What was read before is as it was stored.
 */
public final class GridFsCorruptFileException extends GridFsException {
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
    public GridFsCorruptFileException(
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
    public GridFsCorruptFileException(
            Namespace files, @Nullable Object fileId, @Nullable String filename, BsonException problem) {
        this(files, fileId, filename, String.valueOf(problem.getMessage()), null, problem);
    }

    private GridFsCorruptFileException(
            Namespace collection,
            @Nullable Object fileId,
            @Nullable String filename,
            String problem,
            @Nullable ServerAddress server,
            @Nullable BsonException cause) {
        super(
                "In " + collection + ", the " + named(fileId, filename) + " is corrupt" + on(server) + ": " + problem
                        + ". If it was not deleted or replaced at this moment, delete it and store it again; a"
                        + " secondary may not have all of it yet",
                fileId,
                filename,
                server,
                cause);
    }

    private GridFsCorruptFileException(GridFsCorruptFileException original) {
        super(original);
    }

    @Override
    GridFsCorruptFileException copy() {
        return new GridFsCorruptFileException(this);
    }
}
