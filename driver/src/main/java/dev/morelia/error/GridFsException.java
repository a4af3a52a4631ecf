package dev.morelia.error;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** A file of GridFS does not exist, or cannot be read completely. */
public abstract sealed class GridFsException extends MongoException
        permits GridFsFileNotFoundException, GridFsCorruptFileException {
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
}
