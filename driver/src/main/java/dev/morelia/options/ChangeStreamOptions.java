package dev.morelia.options;

import dev.morelia.bson.Document;
import java.time.Duration;

/**
 * Options of {@code watch}. A field that has no method here, set by {@link #field}, is sent in the stage {@code
 * $changeStream}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/change-streams/change-streams.md#driver-api">Change Streams</a>
 */
public final class ChangeStreamOptions extends Options<ChangeStreamOptions>
        implements Options.ChangeStream<ChangeStreamOptions>,
                Options.BatchSize<ChangeStreamOptions>,
                Options.Collation<ChangeStreamOptions>,
                Options.Comment<ChangeStreamOptions>,
                Options.MaxAwaitTime<ChangeStreamOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public ChangeStreamOptions() {}

    private ChangeStreamOptions(Document fields) {
        super(fields);
    }

    @Override
    protected ChangeStreamOptions with(Document changed) {
        return new ChangeStreamOptions(changed);
    }

    /** How long the server waits for changes before it returns none; in whole milliseconds (rounded up). */
    @Override
    public ChangeStreamOptions maxAwaitTime(Duration value) {
        return Options.MaxAwaitTime.super.maxAwaitTime(value);
    }

    /** Which document an event brings for an update. */
    public enum FullDocument {
        /** None; the default. */
        DEFAULT("default"),
        /** The document as it is when the server looks it up, at or after the change. */
        UPDATE_LOOKUP("updateLookup"),
        /** The document right after the change, if the collection stores such images; needs server 6.0. */
        WHEN_AVAILABLE("whenAvailable"),
        /** The document right after the change; an error if it is not stored. Needs server 6.0. */
        REQUIRED("required");

        private final String specName;

        FullDocument(String specName) {
            this.specName = specName;
        }

        /** The name in the specification, such as {@code updateLookup}. */
        public String specName() {
            return specName;
        }
    }

    /** Whether an event brings the document as it was before the change; needs server 6.0. */
    public enum FullDocumentBeforeChange {
        /** It does not; the default. */
        OFF("off"),
        /** If the collection stores such images. */
        WHEN_AVAILABLE("whenAvailable"),
        /** Always; an error if it is not stored. */
        REQUIRED("required");

        private final String specName;

        FullDocumentBeforeChange(String specName) {
            this.specName = specName;
        }

        /** The name in the specification, such as {@code whenAvailable}. */
        public String specName() {
            return specName;
        }
    }
}
