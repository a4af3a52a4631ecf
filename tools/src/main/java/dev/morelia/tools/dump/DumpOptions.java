package dev.morelia.tools.dump;

import java.nio.file.Path;
import java.util.Set;

/**
 * What both directions have in common.
 *
 * @param folder the folder of the dump, with one folder for each database
 * @param existing what happens if files or collections that are to be written exist
 * @param collections the collections and views; empty for all
 * @param parallelism how many collections at a time
 */
public record DumpOptions(Path folder, Existing existing, Set<String> collections, int parallelism) {

    /** What happens if what is to be written exists. */
    public enum Existing {
        /** The command fails before anything is written. */
        FAIL,
        /** It is replaced. */
        REPLACE,
        /** An interrupted command is continued. */
        RESUME
    }

    boolean includes(String collection) {
        return collections.isEmpty() || collections.contains(collection);
    }
}
