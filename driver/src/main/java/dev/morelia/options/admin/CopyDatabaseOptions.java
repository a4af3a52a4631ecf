package dev.morelia.options.admin;

import dev.morelia.internal.argument.Argument;
import dev.morelia.result.CopyProgress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Options of {@code copyDatabase}. Immutable and thread-safe: each method returns new options.
 *
 * @see dev.morelia.MongoClient#copyDatabase(String, String, CopyDatabaseOptions)
 */
public final class CopyDatabaseOptions {
    private static final int MAXIMUM_PARALLELISM = 64;

    private final IfExists ifExists;
    private final int parallelism;
    private final Set<String> collections;
    private final Consumer<CopyProgress> progress;

    /** What happens if collections that are to be copied exist in the target. */
    public enum IfExists {
        /** The copy fails before anything is written. */
        FAIL,
        /** They are dropped first; other collections of the target stay as they are. */
        DROP,
        /**
         * A copy that was interrupted is continued: what it has finished is kept. If there is none, the copy begins;
         * collections of another origin make it fail before anything is written.
         */
        RESUME
    }

    /** Creates the default options: all collections, four at a time, into a target without them. */
    public CopyDatabaseOptions() {
        this(IfExists.FAIL, 4, Set.of(), progress -> {});
    }

    private CopyDatabaseOptions(
            IfExists ifExists, int parallelism, Set<String> collections, Consumer<CopyProgress> progress) {
        this.ifExists = ifExists;
        this.parallelism = parallelism;
        this.collections = collections;
        this.progress = progress;
    }

    /** What happens if collections that are to be copied exist in the target; {@link IfExists#FAIL} unless set. */
    public CopyDatabaseOptions ifExists(IfExists value) {
        return new CopyDatabaseOptions(Argument.notNull("ifExists", value), parallelism, collections, progress);
    }

    /** What happens if collections that are to be copied exist in the target. */
    public IfExists ifExists() {
        return ifExists;
    }

    /**
     * How many threads copy, each with a connection to the source and one to the target; 4 unless set. Large
     * collections are divided among them by ranges of {@code _id}.
     *
     * @throws IllegalArgumentException if it is below 1 or above 64
     */
    public CopyDatabaseOptions parallelism(int value) {
        if (value > MAXIMUM_PARALLELISM) {
            throw Argument.rejected("parallelism", value, "must not be above " + MAXIMUM_PARALLELISM);
        }
        return new CopyDatabaseOptions(ifExists, Argument.atLeast("parallelism", value, 1), collections, progress);
    }

    /** How many threads copy. */
    public int parallelism() {
        return parallelism;
    }

    /**
     * The collections and views to copy; all but those of the system unless set.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public CopyDatabaseOptions collections(Collection<String> value) {
        var names = Set.copyOf(new LinkedHashSet<>(Argument.notEmpty("collections", value)));
        return new CopyDatabaseOptions(ifExists, parallelism, names, progress);
    }

    /** The collections and views to copy; empty for all. */
    public Set<String> collections() {
        return collections;
    }

    /**
     * Is told several times a second how far the copy has come, and at its end, on the thread that copies the database.
     * What it throws ends the copy, which can be resumed, and is thrown from there.
     */
    public CopyDatabaseOptions progress(Consumer<CopyProgress> value) {
        return new CopyDatabaseOptions(ifExists, parallelism, collections, Argument.notNull("progress", value));
    }

    /** Is told how far the copy has come; does nothing unless set. */
    public Consumer<CopyProgress> progress() {
        return progress;
    }

    @Override
    public String toString() {
        return "CopyDatabaseOptions[ifExists=" + ifExists + ", parallelism=" + parallelism + ", collections="
                + (collections.isEmpty() ? "all" : collections) + "]";
    }
}
