package dev.morelia.error;

import dev.morelia.settings.Namespace;

/** A bucket of GridFS has no file with this id or name, or fewer revisions of it. */
public final class GridFsFileNotFoundException extends GridFsException {
    private static final long serialVersionUID = 1;

    /**
     * No file has this id.
     *
     * @param files the collection that was searched
     * @param fileId the id
     */
    public GridFsFileNotFoundException(Namespace files, Object fileId) {
        super(
                files + " has no " + named(fileId, null)
                        + ": it was never stored completely, or has been deleted; check the id, its type, and the name"
                        + " of the bucket",
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
    public GridFsFileNotFoundException(Namespace files, String filename) {
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
    public GridFsFileNotFoundException(Namespace files, String filename, int revision) {
        super(
                files + " has no revision " + revision + " of " + named(null, filename)
                        + ", but others: ask for -1, the latest one, or list them with find",
                null,
                filename,
                null,
                null);
    }

    private GridFsFileNotFoundException(GridFsFileNotFoundException original) {
        super(original);
    }

    @Override
    GridFsFileNotFoundException copy() {
        return new GridFsFileNotFoundException(this);
    }
}
