package dev.morelia.compat.internal.operations;

import com.mongodb.CreateIndexCommitQuorum;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.ClusteredIndexOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.CreateIndexOptions;
import com.mongodb.client.model.CreateViewOptions;
import com.mongodb.client.model.DropCollectionOptions;
import com.mongodb.client.model.DropIndexOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptionDefaults;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.SearchIndexModel;
import com.mongodb.client.model.TimeSeriesOptions;
import com.mongodb.client.model.ValidationOptions;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Indexes, and the options of what changes collections and indexes. */
public final class AdminOptions {
    private final Encoding encoding;

    /** Options whose documents are encoded like this. */
    public AdminOptions(Encoding encoding) {
        this.encoding = encoding;
    }

    private OptionValues values() {
        return new OptionValues(encoding);
    }

    // ---- indexes

    /** One index for each model. */
    public List<dev.morelia.options.admin.IndexModel> indexes(List<IndexModel> models) {
        return Given.notNull("indexes", models).stream()
                .map(model -> Given.notNull("index model", model))
                .map(model -> new dev.morelia.options.admin.IndexModel(
                        encoding.document(model.getKeys()), of(model.getOptions())))
                .toList();
    }

    /** What one index is like. */
    public dev.morelia.options.admin.IndexOptions of(IndexOptions official) {
        OptionValues values = values().flag("background", official.isBackground())
                .flag("unique", official.isUnique())
                .value("name", official.getName())
                .flag("sparse", official.isSparse())
                .value("expireAfterSeconds", official.getExpireAfter(TimeUnit.SECONDS))
                .value("v", official.getVersion());
        return kinds(official, values)
                .document("storageEngine", official.getStorageEngine())
                .value("partialFilterExpression", document(official.getPartialFilterExpression()))
                .collation(official.getCollation())
                .document("wildcardProjection", official.getWildcardProjection())
                .flag("hidden", official.isHidden())
                .onto(new dev.morelia.options.admin.IndexOptions());
    }

    /** Options of text and geospatial indexes. */
    private static OptionValues kinds(IndexOptions official, OptionValues values) {
        return values.document("weights", official.getWeights())
                .value("default_language", official.getDefaultLanguage())
                .value("language_override", official.getLanguageOverride())
                .value("textIndexVersion", official.getTextVersion())
                .value("2dsphereIndexVersion", official.getSphereVersion())
                .value("bits", official.getBits())
                .value("min", official.getMin())
                .value("max", official.getMax());
    }

    /** Options of {@code createIndexes}. */
    public dev.morelia.options.admin.CreateIndexesOptions of(CreateIndexOptions official) {
        CreateIndexCommitQuorum quorum = official.getCommitQuorum();
        return values().millis("maxTimeMS", official.getMaxTime(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
                .value("commitQuorum", quorum == null ? null : Bytes.ours(quorum.toBsonValue()))
                .onto(new dev.morelia.options.admin.CreateIndexesOptions());
    }

    /** Options of {@code dropIndex}. */
    public dev.morelia.options.admin.DropIndexOptions of(DropIndexOptions official) {
        return values().millis("maxTimeMS", official.getMaxTime(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
                .onto(new dev.morelia.options.admin.DropIndexOptions());
    }

    /** One search index for each model. */
    public List<dev.morelia.options.admin.SearchIndexModel> searchIndexes(List<SearchIndexModel> models) {
        return Given.notNull("searchIndexModels", models).stream()
                .map(model -> Given.notNull("search index model", model))
                .map(model -> new dev.morelia.options.admin.SearchIndexModel(
                        encoding.document(model.getDefinition()), model.getName(), type(model)))
                .toList();
    }

    private static @Nullable String type(SearchIndexModel model) {
        var type = model.getType();
        return type == null ? null : type.toBsonValue().asString().getValue();
    }

    // ---- collections

    /** Options of {@code drop}. */
    public dev.morelia.options.admin.DropCollectionOptions of(DropCollectionOptions official) {
        return values().value("encryptedFields", document(official.getEncryptedFields()))
                .onto(new dev.morelia.options.admin.DropCollectionOptions());
    }

    /** Options of {@code renameCollection}. */
    public dev.morelia.options.admin.RenameCollectionOptions of(RenameCollectionOptions official) {
        return values().flag("dropTarget", official.isDropTarget())
                .onto(new dev.morelia.options.admin.RenameCollectionOptions());
    }

    /** Options of {@code createView}, with what the view shows. */
    public dev.morelia.options.admin.CreateCollectionOptions view(
            String viewOn, List<? extends Bson> pipeline, CreateViewOptions official) {
        return values().value("viewOn", Given.notNull("viewOn", viewOn))
                .documents("pipeline", Given.notNull("pipeline", pipeline))
                .collation(official.getCollation())
                .onto(new dev.morelia.options.admin.CreateCollectionOptions());
    }

    /** Options of {@code createCollection}. */
    public dev.morelia.options.admin.CreateCollectionOptions of(CreateCollectionOptions official) {
        OptionValues values = values().flag("capped", official.isCapped())
                .number("size", official.isCapped() ? official.getSizeInBytes() : 0)
                .number("max", official.isCapped() ? official.getMaxDocuments() : 0)
                .document("storageEngine", official.getStorageEngineOptions())
                .number("expireAfterSeconds", official.getExpireAfter(TimeUnit.SECONDS))
                .collation(official.getCollation())
                .value("encryptedFields", document(official.getEncryptedFields()));
        IndexOptionDefaults indexes = official.getIndexOptionDefaults();
        Bson engine = indexes.getStorageEngine();
        if (engine != null) {
            values.value("indexOptionDefaults", new Document("storageEngine", encoding.raw(engine)));
        }
        validation(official.getValidationOptions(), values);
        layout(official, values);
        return values.onto(new dev.morelia.options.admin.CreateCollectionOptions());
    }

    /** For an option that the driver itself reads, so that it has to be a document of its own. */
    private @Nullable Document document(@Nullable Bson value) {
        return value == null ? null : encoding.raw(value).toDocument();
    }

    private static void validation(ValidationOptions official, OptionValues values) {
        var level = official.getValidationLevel();
        var action = official.getValidationAction();
        values.document("validator", official.getValidator())
                .value("validationLevel", level == null ? null : level.getValue())
                .value("validationAction", action == null ? null : action.getValue());
    }

    private void layout(CreateCollectionOptions official, OptionValues values) {
        TimeSeriesOptions series = official.getTimeSeriesOptions();
        if (series != null) {
            values.value("timeseries", timeSeries(series));
        }
        ClusteredIndexOptions clustered = official.getClusteredIndexOptions();
        if (clustered != null) {
            values.value("clusteredIndex", clusteredIndex(clustered));
        }
        ChangeStreamPreAndPostImagesOptions images = official.getChangeStreamPreAndPostImagesOptions();
        if (images != null) {
            values.value("changeStreamPreAndPostImages", new Document("enabled", images.isEnabled()));
        }
    }

    private Document clusteredIndex(ClusteredIndexOptions official) {
        var index = new Document("key", encoding.raw(official.getKey())).append("unique", official.isUnique());
        String name = official.getName();
        return name == null ? index : index.append("name", name);
    }

    private static Document timeSeries(TimeSeriesOptions official) {
        var series = new Document("timeField", official.getTimeField());
        append(series, "metaField", official.getMetaField());
        var granularity = official.getGranularity();
        append(
                series,
                "granularity",
                granularity == null ? null : granularity.name().toLowerCase(Locale.ROOT));
        append(series, "bucketMaxSpanSeconds", official.getBucketMaxSpan(TimeUnit.SECONDS));
        append(series, "bucketRoundingSeconds", official.getBucketRounding(TimeUnit.SECONDS));
        return series;
    }

    private static void append(Document document, String name, @Nullable Object value) {
        if (value != null) {
            document.append(name, value);
        }
    }
}
