package dev.morelia.options;

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
}
