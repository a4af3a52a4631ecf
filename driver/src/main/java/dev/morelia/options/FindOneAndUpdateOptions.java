package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.time.Duration;
import java.util.List;

/**
 * Options of {@code findOneAndUpdate}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#find-and-modify">CRUD</a>
 */
public record FindOneAndUpdateOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public FindOneAndUpdateOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public FindOneAndUpdateOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /**
     * Which array elements the placeholders {@code $[name]} of the update stand for.
     *
     * @throws IllegalArgumentException if the list is null or contains null
     */
    public FindOneAndUpdateOptions arrayFilters(List<Document> value) {
        return with("arrayFilters", Argument.list("arrayFilters", value));
    }

    /** Whether the collection's validation rules are passed over; false unless set. */
    public FindOneAndUpdateOptions bypassDocumentValidation(boolean value) {
        return with("bypassDocumentValidation", value);
    }

    /** Compares strings by the rules of a language. */
    public FindOneAndUpdateOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public FindOneAndUpdateOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * Uses the index of this name.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public FindOneAndUpdateOptions hint(String indexName) {
        return with("hint", Argument.text("hint", indexName));
    }

    /** Uses the index with these keys. */
    public FindOneAndUpdateOptions hint(Document indexKeys) {
        return with("hint", indexKeys);
    }

    /** Names and values of variables for expressions, where they are written {@code $$name}. */
    public FindOneAndUpdateOptions let(Document value) {
        return with("let", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FindOneAndUpdateOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    /** Which fields to return. */
    public FindOneAndUpdateOptions projection(Document value) {
        return with("projection", value);
    }

    /** Whether the document is returned as it was before, the default, or as it is after. */
    public FindOneAndUpdateOptions returnDocument(ReturnDocument value) {
        return with("returnDocument", Argument.notNull("returnDocument", value).specName());
    }

    /** Which of several matching documents is taken. */
    public FindOneAndUpdateOptions sort(Document value) {
        return with("sort", value);
    }

    /** Whether a new document is inserted if none matches; false unless set. */
    public FindOneAndUpdateOptions upsert(boolean value) {
        return with("upsert", value);
    }

    private FindOneAndUpdateOptions with(String name, Object value) {
        return new FindOneAndUpdateOptions(OptionFields.with(fields, name, value));
    }
}
