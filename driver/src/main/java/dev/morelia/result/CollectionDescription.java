package dev.morelia.result;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A collection, a view or a time series as the server describes it. Each method reads its field from the {@linkplain
 * #raw description} when it is called. Immutable and thread-safe.
 *
 * @param raw the whole description, with fields that this class does not know
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/enumerate-collections/enumerate-collections.md">Enumerating collections</a>
 */
public record CollectionDescription(RawDocument raw) {
    /** The name, without that of the database. */
    public String name() {
        return raw.string("name");
    }

    /** {@code "collection"}, {@code "view"} or {@code "timeseries"}. */
    public String type() {
        String type = raw.stringOrNull("type");
        return type == null ? "collection" : type;
    }

    /** Whether it shows documents of another collection. */
    public boolean isView() {
        return type().equals("view");
    }

    /** The options that it was created with, such as {@code capped} or {@code validator}; empty if there are none. */
    public Document options() {
        RawDocument options = raw.documentOrNull("options");
        return options == null ? new Document() : options.toDocument();
    }

    /** Whether it has a fixed size and drops its oldest documents. */
    public boolean capped() {
        RawDocument options = raw.documentOrNull("options");
        return options != null && options.bool("capped", false);
    }

    /** Of a view, the collection that it shows; null for anything else. */
    public @Nullable String viewOn() {
        RawDocument options = raw.documentOrNull("options");
        return options == null ? null : options.stringOrNull("viewOn");
    }

    /** Whether nothing can be written to it, as to views. */
    public boolean readOnly() {
        RawDocument info = raw.documentOrNull("info");
        return info != null && info.bool("readOnly", false);
    }

    /** What identifies it even if it is renamed; null for a view. */
    public @Nullable UUID uuid() {
        RawDocument info = raw.documentOrNull("info");
        return info != null && info.valueOrNull("uuid", UuidRepresentation.STANDARD) instanceof UUID id ? id : null;
    }

    /** The index on {@code _id}; null if there is none, as for views, time series and clustered collections. */
    public @Nullable IndexDescription idIndex() {
        RawDocument index = raw.documentOrNull("idIndex");
        return index == null ? null : new IndexDescription(index);
    }
}
