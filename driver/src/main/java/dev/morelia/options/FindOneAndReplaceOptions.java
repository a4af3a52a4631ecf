package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.time.Duration;

/**
 * Options of {@code findOneAndReplace}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#find-and-modify">CRUD</a>
 */
public record FindOneAndReplaceOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public FindOneAndReplaceOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public FindOneAndReplaceOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Whether the collection's validation rules are passed over; false unless set. */
    public FindOneAndReplaceOptions bypassDocumentValidation(boolean value) {
        return with("bypassDocumentValidation", value);
    }

    /** Compares strings by the rules of a language. */
    public FindOneAndReplaceOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public FindOneAndReplaceOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * Uses the index of this name.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public FindOneAndReplaceOptions hint(String indexName) {
        return with("hint", Argument.text("hint", indexName));
    }

    /** Uses the index with these keys. */
    public FindOneAndReplaceOptions hint(Document indexKeys) {
        return with("hint", indexKeys);
    }

    /** Names and values of variables for expressions, where they are written {@code $$name}. */
    public FindOneAndReplaceOptions let(Document value) {
        return with("let", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FindOneAndReplaceOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    /** Which fields to return. */
    public FindOneAndReplaceOptions projection(Document value) {
        return with("projection", value);
    }

    /** Whether the document is returned as it was before, the default, or as it is after. */
    public FindOneAndReplaceOptions returnDocument(ReturnDocument value) {
        return with("returnDocument", Argument.notNull("returnDocument", value).specName());
    }

    /** Which of several matching documents is taken. */
    public FindOneAndReplaceOptions sort(Document value) {
        return with("sort", value);
    }

    /** Whether a new document is inserted if none matches; false unless set. */
    public FindOneAndReplaceOptions upsert(boolean value) {
        return with("upsert", value);
    }

    private FindOneAndReplaceOptions with(String name, Object value) {
        return new FindOneAndReplaceOptions(OptionFields.with(fields, name, value));
    }
}
