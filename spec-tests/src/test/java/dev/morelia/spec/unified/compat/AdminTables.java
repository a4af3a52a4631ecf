package dev.morelia.spec.unified.compat;

import com.mongodb.CreateIndexCommitQuorum;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.ClusteredIndexOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.CreateIndexOptions;
import com.mongodb.client.model.CreateViewOptions;
import com.mongodb.client.model.DropIndexOptions;
import com.mongodb.client.model.IndexOptionDefaults;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.TimeSeriesGranularity;
import com.mongodb.client.model.TimeSeriesOptions;
import com.mongodb.client.model.ValidationAction;
import com.mongodb.client.model.ValidationLevel;
import com.mongodb.client.model.ValidationOptions;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
import java.util.Locale;

/** The options of collections and indexes. */
final class AdminTables {
    static final Table<CreateCollectionOptions> COLLECTION = new Table<CreateCollectionOptions>()
            .bool("capped", CreateCollectionOptions::capped)
            .any(
                    "changeStreamPreAndPostImages",
                    (options, value) -> options.changeStreamPreAndPostImagesOptions(
                            new ChangeStreamPreAndPostImagesOptions(((Document) value).bool("enabled"))))
            .any("clusteredIndex", (options, value) -> options.clusteredIndexOptions(clustered((Document) value)))
            .collation(CreateCollectionOptions::collation)
            .seconds("expireAfterSeconds", CreateCollectionOptions::expireAfter)
            .bson(
                    "indexOptionDefaults",
                    (options, value) -> options.indexOptionDefaults(
                            new IndexOptionDefaults().storageEngine(value.getDocument("storageEngine"))))
            .int32("max", CreateCollectionOptions::maxDocuments)
            .int32("size", CreateCollectionOptions::sizeInBytes)
            .bson("storageEngine", CreateCollectionOptions::storageEngineOptions)
            .any("timeseries", (options, value) -> options.timeSeriesOptions(timeSeries((Document) value)))
            .text(
                    "validationAction",
                    (options, name) -> validation(options).validationAction(ValidationAction.fromString(name)))
            .text(
                    "validationLevel",
                    (options, name) -> validation(options).validationLevel(ValidationLevel.fromString(name)))
            .bson("validator", (options, value) -> validation(options).validator(value));

    static final Table<CreateViewOptions> VIEW = new Table<CreateViewOptions>().collation(CreateViewOptions::collation);

    static final Table<IndexOptions> INDEX = new Table<IndexOptions>()
            .collation(IndexOptions::collation)
            .seconds("expireAfterSeconds", IndexOptions::expireAfter)
            .bool("hidden", IndexOptions::hidden)
            .text("name", IndexOptions::name)
            .bool("sparse", IndexOptions::sparse)
            .bool("unique", IndexOptions::unique);

    static final Table<CreateIndexOptions> INDEXES = new Table<CreateIndexOptions>()
            .any("commitQuorum", (options, value) -> options.commitQuorum(quorum(value)))
            .millis("maxTimeMS", CreateIndexOptions::maxTime);

    static final Table<DropIndexOptions> DROPPED_INDEX =
            new Table<DropIndexOptions>().millis("maxTimeMS", DropIndexOptions::maxTime);

    static final Table<RenameCollectionOptions> RENAME =
            new Table<RenameCollectionOptions>().bool("dropTarget", RenameCollectionOptions::dropTarget);

    private static final Table<TimeSeriesOptions> TIME_SERIES = new Table<TimeSeriesOptions>()
            .seconds("bucketMaxSpanSeconds", TimeSeriesOptions::bucketMaxSpan)
            .seconds("bucketRoundingSeconds", TimeSeriesOptions::bucketRounding)
            .text(
                    "granularity",
                    (options, name) ->
                            options.granularity(TimeSeriesGranularity.valueOf(name.toUpperCase(Locale.ROOT))))
            .text("metaField", TimeSeriesOptions::metaField)
            .any("timeField", (options, value) -> {}); // An argument of the constructor.

    private AdminTables() {}

    private static ValidationOptions validation(CreateCollectionOptions options) {
        return options.getValidationOptions();
    }

    private static ClusteredIndexOptions clustered(Document index) {
        var options = new ClusteredIndexOptions(Bytes.bson(index.document("key")), index.bool("unique"));
        return index.has("name") ? options.name(index.string("name")) : options;
    }

    private static TimeSeriesOptions timeSeries(Document fields) {
        return TIME_SERIES.apply(new TimeSeriesOptions(fields.string("timeField")), fields);
    }

    private static CreateIndexCommitQuorum quorum(Object value) {
        return switch (value) {
            case Number members -> CreateIndexCommitQuorum.create(members.intValue());
            case String name when name.equals("majority") -> CreateIndexCommitQuorum.MAJORITY;
            case String name when name.equals("votingMembers") -> CreateIndexCommitQuorum.VOTING_MEMBERS;
            default -> CreateIndexCommitQuorum.create((String) value);
        };
    }
}
