package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.options.Options;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code createCollection}. Immutable and thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/create/">Server manual: create</a>
 */
public final class CreateCollectionOptions extends Options<CreateCollectionOptions>
        implements Options.Collation<CreateCollectionOptions>,
                Options.Comment<CreateCollectionOptions>,
                Options.EncryptedFields<CreateCollectionOptions>,
                Options.ExpireAfter<CreateCollectionOptions>,
                Options.MaxTime<CreateCollectionOptions>,
                Options.StorageEngine<CreateCollectionOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public CreateCollectionOptions() {}

    private CreateCollectionOptions(Document fields) {
        super(fields);
    }

    @Override
    protected CreateCollectionOptions with(Document changed) {
        return new CreateCollectionOptions(changed);
    }

    /** Whether the collection has a fixed size and drops its oldest documents; needs {@link #size}. */
    public CreateCollectionOptions capped(boolean value) {
        return field("capped", value);
    }

    /** Whether change streams can show documents as they were before and after a change. */
    public CreateCollectionOptions changeStreamPreAndPostImages(boolean value) {
        return field("changeStreamPreAndPostImages", new Document("enabled", value));
    }

    /** Whether documents are stored in the order of {@code _id}, with an index of this name or the server's if null. */
    public CreateCollectionOptions clusteredIndex(@Nullable String name) {
        var index = new Document("key", new Document("_id", 1)).append("unique", true);
        return field("clusteredIndex", name == null ? index : index.append("name", Argument.text("name", name)));
    }

    /** Storage engine settings of later indexes. */
    public CreateCollectionOptions indexOptionDefaults(Document value) {
        return field("indexOptionDefaults", Argument.notNull("indexOptionDefaults", value));
    }

    /**
     * The maximum number of documents in a capped collection.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public CreateCollectionOptions max(long value) {
        return field("max", Argument.atLeast("max", value, 0));
    }

    /** The stages of a view; needs {@link #viewOn}. */
    public CreateCollectionOptions pipeline(List<Document> value) {
        return field("pipeline", Argument.list("pipeline", value));
    }

    /**
     * The maximum size of a capped collection in bytes.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public CreateCollectionOptions size(long value) {
        return field("size", Argument.atLeast("size", value, 1));
    }

    /** Makes it a collection of measurements over time. */
    public CreateCollectionOptions timeSeries(TimeSeriesOptions value) {
        return field("timeseries", Argument.notNull("timeSeries", value).fields());
    }

    /**
     * What happens to a document that breaks the rules: {@code "error"} or {@code "warn"}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public CreateCollectionOptions validationAction(String value) {
        return field("validationAction", Argument.text("validationAction", value));
    }

    /**
     * Which documents are checked: {@code "strict"}, {@code "moderate"} or {@code "off"}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public CreateCollectionOptions validationLevel(String value) {
        return field("validationLevel", Argument.text("validationLevel", value));
    }

    /** The rules for documents: a filter, often with {@code $jsonSchema}. */
    public CreateCollectionOptions validator(Document value) {
        return field("validator", Argument.notNull("validator", value));
    }

    /**
     * The collection that this view shows.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public CreateCollectionOptions viewOn(String value) {
        return field("viewOn", Argument.text("viewOn", value));
    }
}
