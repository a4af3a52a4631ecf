package dev.morelia.compat.internal.operations;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.EstimatedDocumentCountOptions;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import java.util.concurrent.TimeUnit;

/** The options of the methods of a collection that are no queries. */
public final class WriteOptions {
    private static final String BYPASS = "bypassDocumentValidation";
    private static final String UPSERT = "upsert";

    private final Encoding encoding;

    /** Options whose documents are encoded like this. */
    public WriteOptions(Encoding encoding) {
        this.encoding = encoding;
    }

    private OptionValues values() {
        return new OptionValues(encoding);
    }

    /** Options of {@code insertOne}. */
    public dev.morelia.options.InsertOneOptions of(InsertOneOptions official) {
        return values().value(BYPASS, official.getBypassDocumentValidation())
                .comment(official.getComment())
                .onto(new dev.morelia.options.InsertOneOptions());
    }

    /** Options of {@code insertMany}. */
    public dev.morelia.options.InsertManyOptions of(InsertManyOptions official) {
        return values().value("ordered", official.isOrdered() ? null : false)
                .value(BYPASS, official.getBypassDocumentValidation())
                .comment(official.getComment())
                .onto(new dev.morelia.options.InsertManyOptions());
    }

    /** Options of {@code bulkWrite}. */
    public dev.morelia.options.BulkWriteOptions of(BulkWriteOptions official) {
        return values().value("ordered", official.isOrdered() ? null : false)
                .value(BYPASS, official.getBypassDocumentValidation())
                .comment(official.getComment())
                .document("let", official.getLet())
                .onto(new dev.morelia.options.BulkWriteOptions());
    }

    /** Options of {@code updateOne} and {@code updateMany}. */
    public dev.morelia.options.UpdateOptions of(UpdateOptions official) {
        return values().flag(UPSERT, official.isUpsert())
                .value(BYPASS, official.getBypassDocumentValidation())
                .collation(official.getCollation())
                .documents("arrayFilters", official.getArrayFilters())
                .hint(official.getHint(), official.getHintString())
                .comment(official.getComment())
                .document("let", official.getLet())
                .document("sort", official.getSort())
                .onto(new dev.morelia.options.UpdateOptions());
    }

    /** Options of {@code replaceOne}. */
    public dev.morelia.options.ReplaceOptions of(ReplaceOptions official) {
        return values().flag(UPSERT, official.isUpsert())
                .value(BYPASS, official.getBypassDocumentValidation())
                .collation(official.getCollation())
                .hint(official.getHint(), official.getHintString())
                .comment(official.getComment())
                .document("let", official.getLet())
                .document("sort", official.getSort())
                .onto(new dev.morelia.options.ReplaceOptions());
    }

    /** Options of {@code deleteOne} and {@code deleteMany}. */
    public dev.morelia.options.DeleteOptions of(DeleteOptions official) {
        return values().collation(official.getCollation())
                .hint(official.getHint(), official.getHintString())
                .comment(official.getComment())
                .document("let", official.getLet())
                .onto(new dev.morelia.options.DeleteOptions());
    }

    /** Options of {@code findOneAndUpdate}. */
    public dev.morelia.options.FindOneAndUpdateOptions of(FindOneAndUpdateOptions official) {
        return values().document("projection", official.getProjection())
                .document("sort", official.getSort())
                .flag(UPSERT, official.isUpsert())
                .value("returnDocument", returned(official.getReturnDocument()))
                .millis("maxTimeMS", official.getMaxTime(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
                .value(BYPASS, official.getBypassDocumentValidation())
                .collation(official.getCollation())
                .documents("arrayFilters", official.getArrayFilters())
                .hint(official.getHint(), official.getHintString())
                .comment(official.getComment())
                .document("let", official.getLet())
                .onto(new dev.morelia.options.FindOneAndUpdateOptions());
    }

    /** Options of {@code findOneAndReplace}. */
    public dev.morelia.options.FindOneAndReplaceOptions of(FindOneAndReplaceOptions official) {
        return values().document("projection", official.getProjection())
                .document("sort", official.getSort())
                .flag(UPSERT, official.isUpsert())
                .value("returnDocument", returned(official.getReturnDocument()))
                .millis("maxTimeMS", official.getMaxTime(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
                .value(BYPASS, official.getBypassDocumentValidation())
                .collation(official.getCollation())
                .hint(official.getHint(), official.getHintString())
                .comment(official.getComment())
                .document("let", official.getLet())
                .onto(new dev.morelia.options.FindOneAndReplaceOptions());
    }

    private static Object returned(ReturnDocument which) {
        return (which == ReturnDocument.AFTER
                        ? dev.morelia.options.ReturnDocument.AFTER
                        : dev.morelia.options.ReturnDocument.BEFORE)
                .specName();
    }

    /** Options of {@code findOneAndDelete}. */
    public dev.morelia.options.FindOneAndDeleteOptions of(FindOneAndDeleteOptions official) {
        return values().document("projection", official.getProjection())
                .document("sort", official.getSort())
                .millis("maxTimeMS", official.getMaxTime(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
                .collation(official.getCollation())
                .hint(official.getHint(), official.getHintString())
                .comment(official.getComment())
                .document("let", official.getLet())
                .onto(new dev.morelia.options.FindOneAndDeleteOptions());
    }

    /** Options of {@code countDocuments}. */
    public dev.morelia.options.CountOptions of(CountOptions official) {
        return values().hint(official.getHint(), official.getHintString())
                .number("limit", official.getLimit())
                .number("skip", official.getSkip())
                .millis("maxTimeMS", official.getMaxTime(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
                .collation(official.getCollation())
                .comment(official.getComment())
                .onto(new dev.morelia.options.CountOptions());
    }

    /** Options of {@code estimatedDocumentCount}. */
    public dev.morelia.options.EstimatedCountOptions of(EstimatedDocumentCountOptions official) {
        return values().millis("maxTimeMS", official.getMaxTime(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
                .comment(official.getComment())
                .onto(new dev.morelia.options.EstimatedCountOptions());
    }
}
