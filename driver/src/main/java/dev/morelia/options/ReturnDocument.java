package dev.morelia.options;

import dev.morelia.internal.argument.Argument;
import java.util.Arrays;

/**
 * Which state of a changed document is returned.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#find-and-modify">CRUD: find and modify</a>
 */
public enum ReturnDocument {
    /** As it was before the change; the default. */
    BEFORE("Before"),
    /** As it is after the change. */
    AFTER("After");

    private final String specName;

    ReturnDocument(String specName) {
        this.specName = specName;
    }

    /** The name in the specification and in the fields of options, such as {@code After}. */
    public String specName() {
        return specName;
    }

    /** The one of this name, in upper or lower case. */
    static ReturnDocument of(String specName) {
        return Arrays.stream(values())
                .filter(each -> each.specName.equalsIgnoreCase(specName))
                .findFirst()
                .orElseThrow(() -> Argument.rejected("returnDocument", specName, "must be one of Before, After"));
    }
}
