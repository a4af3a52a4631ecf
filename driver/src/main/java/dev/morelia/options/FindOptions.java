package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;

/**
 * Options of {@code find}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD</a>
 */
public final class FindOptions extends Options<FindOptions>
        implements Options.AllowDiskUse<FindOptions>,
                Options.BatchSize<FindOptions>,
                Options.Collation<FindOptions>,
                Options.Comment<FindOptions>,
                Options.CursorTimeout<FindOptions>,
                Options.Tailable<FindOptions>,
                Options.Hint<FindOptions>,
                Options.Let<FindOptions>,
                Options.MaxAwaitTime<FindOptions>,
                Options.MaxTime<FindOptions>,
                Options.ReadAhead<FindOptions>,
                Options.Projection<FindOptions>,
                Options.Skip<FindOptions>,
                Options.Sort<FindOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public FindOptions() {}

    private FindOptions(Document fields) {
        super(fields);
    }

    @Override
    protected FindOptions with(Document changed) {
        return new FindOptions(changed);
    }

    /** Whether what could be found is returned when some shards are down; false unless set. */
    public FindOptions allowPartialResults(boolean value) {
        return field("allowPartialResults", value);
    }

    /**
     * The maximum number of documents to return; 0, the default, means no limit. A negative number returns them in a
     * single batch.
     */
    public FindOptions limit(long value) {
        return field("limit", value);
    }

    /** Exclusive upper bounds of the index keys; needs a hint. */
    public FindOptions max(Document value) {
        return field("max", Argument.notNull("max", value));
    }

    /** Inclusive lower bounds of the index keys; needs a hint. */
    public FindOptions min(Document value) {
        return field("min", Argument.notNull("min", value));
    }

    /** Whether the server keeps the cursor even when it is not used for ten minutes; false unless set. */
    public FindOptions noCursorTimeout(boolean value) {
        return field("noCursorTimeout", value);
    }

    /** Whether only the index keys are returned; false unless set. */
    public FindOptions returnKey(boolean value) {
        return field("returnKey", value);
    }

    /** Whether the record identifier is returned in the field {@code $recordId}; false unless set. */
    public FindOptions showRecordId(boolean value) {
        return field("showRecordId", value);
    }
}
