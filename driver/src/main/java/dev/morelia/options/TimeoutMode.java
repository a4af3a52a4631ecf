package dev.morelia.options;

import dev.morelia.internal.argument.Argument;

/**
 * What the timeout of an operation that opens a cursor holds for.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md#cursors">Client Side Operations Timeout: cursors</a>
 */
public enum TimeoutMode {
    /** For the operation and all batches of its cursor together; the default, but not possible if it is tailable. */
    CURSOR_LIFETIME("cursorLifetime"),
    /**
     * For the operation, and again for each call that requests documents, such as {@code next}; the default of tailable
     * cursors. For results that are processed for as long as it takes.
     */
    ITERATION("iteration");

    private final String specName;

    TimeoutMode(String specName) {
        this.specName = specName;
    }

    /** The name in the specification and in the fields of options, such as {@code cursorLifetime}. */
    public String specName() {
        return specName;
    }

    /**
     * Returns the mode with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TimeoutMode of(String specName) {
        Argument.notNull("specName", specName);
        if (specName.equals(ITERATION.specName)) {
            return ITERATION;
        }
        if (specName.equals(CURSOR_LIFETIME.specName)) {
            return CURSOR_LIFETIME;
        }
        throw Argument.rejected("timeoutMode", specName, "must be cursorLifetime or iteration");
    }
}
