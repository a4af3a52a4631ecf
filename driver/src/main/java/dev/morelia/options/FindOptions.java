package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.time.Duration;

/**
 * Options of {@code find}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD</a>
 */
public record FindOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public FindOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public FindOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Whether the server may use temporary files for what does not fit into its memory. */
    public FindOptions allowDiskUse(boolean value) {
        return with("allowDiskUse", value);
    }

    /** Whether what could be found is returned when some shards are down; false unless set. */
    public FindOptions allowPartialResults(boolean value) {
        return with("allowPartialResults", value);
    }

    /**
     * How many documents the server sends at a time; the server chooses unless set.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public FindOptions batchSize(int value) {
        return with("batchSize", Argument.atLeast("batchSize", value, 0));
    }

    /** Compares strings by the rules of a language. */
    public FindOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public FindOptions comment(Object value) {
        return with("comment", value);
    }

    /** Whether the cursor stays open at the end and waits for more; {@link CursorType#NON_TAILABLE} unless set. */
    public FindOptions cursorType(CursorType value) {
        return with("cursorType", Argument.notNull("cursorType", value).specName());
    }

    /**
     * Uses the index of this name.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public FindOptions hint(String indexName) {
        return with("hint", Argument.text("hint", indexName));
    }

    /** Uses the index with these keys. */
    public FindOptions hint(Document indexKeys) {
        return with("hint", indexKeys);
    }

    /** Names and values of variables for expressions, where they are written {@code $$name}. */
    public FindOptions let(Document value) {
        return with("let", value);
    }

    /** Most documents to return; 0 for all, the default; a negative number for one batch of so many and no cursor. */
    public FindOptions limit(long value) {
        return with("limit", value);
    }

    /** Exclusive upper bounds of the index keys; needs a hint. */
    public FindOptions max(Document value) {
        return with("max", value);
    }

    /**
     * How long the server waits for new documents before it answers with none, for a cursor of the type
     * {@link CursorType#TAILABLE_AWAIT}; in whole milliseconds (rounded up).
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FindOptions maxAwaitTime(Duration value) {
        return with("maxAwaitTimeMS", Argument.milliseconds("maxAwaitTime", value));
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FindOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    /** Inclusive lower bounds of the index keys; needs a hint. */
    public FindOptions min(Document value) {
        return with("min", value);
    }

    /** Whether the server keeps the cursor even when it is not used for ten minutes; false unless set. */
    public FindOptions noCursorTimeout(boolean value) {
        return with("noCursorTimeout", value);
    }

    /** Which fields to return. */
    public FindOptions projection(Document value) {
        return with("projection", value);
    }

    /** Whether only the index keys are returned; false unless set. */
    public FindOptions returnKey(boolean value) {
        return with("returnKey", value);
    }

    /** Whether the record identifier is returned in the field {@code $recordId}; false unless set. */
    public FindOptions showRecordId(boolean value) {
        return with("showRecordId", value);
    }

    /**
     * How many documents to pass over first.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public FindOptions skip(long value) {
        return with("skip", Argument.atLeast("skip", value, 0));
    }

    /** Which of several matching documents comes first. */
    public FindOptions sort(Document value) {
        return with("sort", value);
    }

    private FindOptions with(String name, Object value) {
        return new FindOptions(OptionFields.with(fields, name, value));
    }
}
