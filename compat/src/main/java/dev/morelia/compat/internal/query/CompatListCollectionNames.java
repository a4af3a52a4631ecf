package dev.morelia.compat.internal.query;

import com.mongodb.client.ListCollectionNamesIterable;
import com.mongodb.client.MongoCursor;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.view.View;
import dev.morelia.options.admin.ListCollectionsOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The names of the collections of a database. */
public final class CompatListCollectionNames extends CompatIterable<String> implements ListCollectionNamesIterable {
    private static final String FILTER = "filter";

    private final View view;
    private final String database;
    private final OptionValues options;

    public CompatListCollectionNames(View view, String database, Encoding encoding) {
        this.view = view;
        this.database = database;
        this.options = new OptionValues(encoding);
    }

    @Override
    MongoCursor<String> open() {
        options.flag("nameOnly", isOnlyOfNames());
        var collections = view.database(database)
                .listCollections(options.onto(new ListCollectionsOptions()))
                .as(RawDocument.class);
        return new MappedCursor<>(new CompatCursor<>(collections.cursor()), each -> each.string("name"));
    }

    /** Only then the server need not lock the collections: it knows names and types without that. */
    private boolean isOnlyOfNames() {
        return !(options.get(FILTER) instanceof RawDocument filter)
                || Set.of("name", "type").containsAll(filter.toDocument().keySet());
    }

    @Override
    public ListCollectionNamesIterable filter(@Nullable Bson value) {
        options.document(FILTER, value);
        return this;
    }

    @Override
    public ListCollectionNamesIterable authorizedCollections(boolean value) {
        options.flag("authorizedCollections", value);
        return this;
    }

    @Override
    public ListCollectionNamesIterable maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public ListCollectionNamesIterable batchSize(int value) {
        options.value("batchSize", value == 0 ? null : value);
        return this;
    }

    @Override
    public ListCollectionNamesIterable comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public ListCollectionNamesIterable comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }
}
