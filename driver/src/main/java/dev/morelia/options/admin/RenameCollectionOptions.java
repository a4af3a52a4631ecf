package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * Options of renaming a collection. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/renameCollection/">Server manual: renameCollection</a>
 */
public record RenameCollectionOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public RenameCollectionOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public RenameCollectionOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public RenameCollectionOptions comment(Object value) {
        return with("comment", value);
    }

    /** Whether a collection that has the new name is dropped first; false unless set. */
    public RenameCollectionOptions dropTarget(boolean value) {
        return with("dropTarget", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RenameCollectionOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    private RenameCollectionOptions with(String name, Object value) {
        return new RenameCollectionOptions(OptionFields.with(fields, name, value));
    }
}
