package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code createCollection}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/create/">Server manual: create</a>
 */
public record CreateCollectionOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public CreateCollectionOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public CreateCollectionOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Whether the collection has a fixed size and drops its oldest documents; needs {@link #size}. */
    public CreateCollectionOptions capped(boolean value) {
        return with("capped", value);
    }

    /** Whether change streams can show documents as they were before and after a change. */
    public CreateCollectionOptions changeStreamPreAndPostImages(boolean value) {
        return with("changeStreamPreAndPostImages", new Document("enabled", value));
    }

    /** Whether documents are stored in the order of {@code _id}, with an index of this name or the server's if null. */
    public CreateCollectionOptions clusteredIndex(@Nullable String name) {
        var index = new Document("key", new Document("_id", 1)).append("unique", true);
        return with("clusteredIndex", name == null ? index : index.append("name", Argument.text("name", name)));
    }

    /** Compares strings by the rules of a language. */
    public CreateCollectionOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public CreateCollectionOptions comment(Object value) {
        return with("comment", value);
    }

    /** Which fields queryable encryption keeps encrypted. */
    public CreateCollectionOptions encryptedFields(Document value) {
        return with("encryptedFields", value);
    }

    /**
     * After which age documents of a time series or a clustered collection are removed, in whole seconds.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CreateCollectionOptions expireAfter(Duration value) {
        return with(
                "expireAfterSeconds", Argument.duration("expireAfter", value).toSeconds());
    }

    /** Storage engine settings of later indexes. */
    public CreateCollectionOptions indexOptionDefaults(Document value) {
        return with("indexOptionDefaults", value);
    }

    /**
     * Most documents of a capped collection.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public CreateCollectionOptions max(long value) {
        return with("max", Argument.atLeast("max", value, 0));
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CreateCollectionOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    /** The stages of a view; needs {@link #viewOn}. */
    public CreateCollectionOptions pipeline(List<Document> value) {
        return with("pipeline", Argument.list("pipeline", value));
    }

    /**
     * Most bytes of a capped collection.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public CreateCollectionOptions size(long value) {
        return with("size", Argument.atLeast("size", value, 1));
    }

    /** Settings of the storage engine. */
    public CreateCollectionOptions storageEngine(Document value) {
        return with("storageEngine", value);
    }

    /** Makes it a collection of measurements over time. */
    public CreateCollectionOptions timeSeries(TimeSeriesOptions value) {
        return with("timeseries", Argument.notNull("timeSeries", value).fields());
    }

    /**
     * What happens to a document that breaks the rules: {@code "error"} or {@code "warn"}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public CreateCollectionOptions validationAction(String value) {
        return with("validationAction", Argument.text("validationAction", value));
    }

    /**
     * Which documents are checked: {@code "strict"}, {@code "moderate"} or {@code "off"}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public CreateCollectionOptions validationLevel(String value) {
        return with("validationLevel", Argument.text("validationLevel", value));
    }

    /** The rules for documents: a filter, often with {@code $jsonSchema}. */
    public CreateCollectionOptions validator(Document value) {
        return with("validator", value);
    }

    /**
     * The collection that this view shows.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public CreateCollectionOptions viewOn(String value) {
        return with("viewOn", Argument.text("viewOn", value));
    }

    private CreateCollectionOptions with(String name, Object value) {
        return new CreateCollectionOptions(OptionFields.with(fields, name, value));
    }
}
