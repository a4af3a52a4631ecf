package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * How a collection of measurements over time is laid out. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/create/">Server manual: create</a>
 */
public record TimeSeriesOptions(Document fields) {
    /**
     * Measurements with their time in this field.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public TimeSeriesOptions(String timeField) {
        this(new Document("timeField", Argument.text("timeField", timeField)));
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public TimeSeriesOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Longest time between measurements of one bucket, in whole seconds; set {@link #bucketRounding} to the same. */
    public TimeSeriesOptions bucketMaxSpan(Duration value) {
        return with(
                "bucketMaxSpanSeconds",
                Argument.duration("bucketMaxSpan", value).toSeconds());
    }

    /** To which multiple the start of a bucket is rounded down, in whole seconds. */
    public TimeSeriesOptions bucketRounding(Duration value) {
        return with(
                "bucketRoundingSeconds",
                Argument.duration("bucketRounding", value).toSeconds());
    }

    /**
     * How far apart measurements of one source are: {@code "seconds"}, {@code "minutes"} or {@code "hours"}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public TimeSeriesOptions granularity(String value) {
        return with("granularity", Argument.text("granularity", value));
    }

    /**
     * The field that tells sources apart.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public TimeSeriesOptions metaField(String value) {
        return with("metaField", Argument.text("metaField", value));
    }

    private TimeSeriesOptions with(String name, Object value) {
        return new TimeSeriesOptions(OptionFields.with(fields, name, value));
    }
}
