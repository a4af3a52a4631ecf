package dev.morelia.options;

import dev.morelia.internal.argument.Argument;
import java.util.Arrays;

/**
 * What a cursor does at the end of the results.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD</a>
 */
public enum CursorType {
    /** It closes; the default. */
    NON_TAILABLE("nonTailable"),
    /** It stays open on a capped collection, and later reads return what has been added. */
    TAILABLE("tailable"),
    /** As {@link #TAILABLE}, and the server waits a while for something to be added before it answers with nothing. */
    TAILABLE_AWAIT("tailableAwait");

    private final String specName;

    CursorType(String specName) {
        this.specName = specName;
    }

    /** The name in the specification and in the fields of options, such as {@code tailableAwait}. */
    public String specName() {
        return specName;
    }

    /**
     * Returns the type with this name, in upper or lower case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static CursorType of(String specName) {
        Argument.notNull("specName", specName);
        return Arrays.stream(values())
                .filter(each -> each.specName.equalsIgnoreCase(specName))
                .findFirst()
                .orElseThrow(() -> Argument.rejected(
                        "cursorType", specName, "must be one of nonTailable, tailable, tailableAwait"));
    }
}
