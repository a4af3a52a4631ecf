package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.options.Options;
import java.time.Duration;

/**
 * How a collection of measurements over time is laid out. Immutable and thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/create/">Server manual: create</a>
 */
public final class TimeSeriesOptions extends Options<TimeSeriesOptions> {
    /**
     * Measurements with their time in this field.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public TimeSeriesOptions(String timeField) {
        super(new Document("timeField", Argument.text("timeField", timeField)));
    }

    private TimeSeriesOptions(Document fields) {
        super(fields);
    }

    @Override
    protected TimeSeriesOptions with(Document changed) {
        return new TimeSeriesOptions(changed);
    }

    /** Longest time between measurements of one bucket, in whole seconds; set {@link #bucketRounding} to the same. */
    public TimeSeriesOptions bucketMaxSpan(Duration value) {
        return field(
                "bucketMaxSpanSeconds",
                Argument.duration("bucketMaxSpan", value).toSeconds());
    }

    /** To which multiple the start of a bucket is rounded down, in whole seconds. */
    public TimeSeriesOptions bucketRounding(Duration value) {
        return field(
                "bucketRoundingSeconds",
                Argument.duration("bucketRounding", value).toSeconds());
    }

    /**
     * How far apart measurements of one source are: {@code "seconds"}, {@code "minutes"} or {@code "hours"}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public TimeSeriesOptions granularity(String value) {
        return field("granularity", Argument.text("granularity", value));
    }

    /**
     * The field that identifies the source of a measurement.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public TimeSeriesOptions metaField(String value) {
        return field("metaField", Argument.text("metaField", value));
    }
}
