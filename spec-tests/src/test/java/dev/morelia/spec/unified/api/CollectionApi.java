package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.CountOptions;
import dev.morelia.options.DeleteOptions;
import dev.morelia.options.DistinctOptions;
import dev.morelia.options.EstimatedCountOptions;
import dev.morelia.options.FindOneAndDeleteOptions;
import dev.morelia.options.FindOneAndReplaceOptions;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.FindOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.InsertOneOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.options.admin.CreateIndexesOptions;
import dev.morelia.options.admin.DropIndexOptions;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.options.admin.ListIndexesOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.options.admin.SearchIndexModel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.spec.unified.cursor.CursorApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The methods of a collection of documents that operations call. An update is a document or a pipeline. */
public interface CollectionApi {
    CollectionApi with(Concerns concerns);

    CollectionApi with(Duration timeout);

    CollectionApi with(SessionApi session);

    InsertOneResult insertOne(Document document, InsertOneOptions options);

    InsertManyResult insertMany(List<Document> documents, InsertManyOptions options);

    BulkWriteResult bulkWrite(List<WriteModel<Document>> models, BulkWriteOptions options);

    UpdateResult updateOne(Document filter, Object update, UpdateOptions options);

    UpdateResult updateMany(Document filter, Object update, UpdateOptions options);

    UpdateResult replaceOne(Document filter, Document replacement, ReplaceOptions options);

    DeleteResult deleteOne(Document filter, DeleteOptions options);

    DeleteResult deleteMany(Document filter, DeleteOptions options);

    Optional<Document> findOneAndUpdate(Document filter, Object update, FindOneAndUpdateOptions options);

    Optional<Document> findOneAndReplace(Document filter, Document replacement, FindOneAndReplaceOptions options);

    Optional<Document> findOneAndDelete(Document filter, FindOneAndDeleteOptions options);

    CursorApi find(Document filter, FindOptions options);

    Optional<Document> findOne(Document filter, FindOptions options);

    /** The events of a change stream, each a whole document. */
    CursorApi watch(List<Document> pipeline, ChangeStreamOptions options);

    CursorApi aggregate(List<Document> pipeline, AggregateOptions options);

    List<@Nullable Object> distinct(String field, Document filter, DistinctOptions options);

    long count(Document filter, FindOptions options);

    long countDocuments(Document filter, CountOptions options);

    long estimatedDocumentCount(EstimatedCountOptions options);

    String createIndex(IndexModel index, CreateIndexesOptions options);

    CursorApi listIndexes(ListIndexesOptions options);

    void dropIndex(String name, DropIndexOptions options);

    void dropIndexes();

    void rename(String name, RenameCollectionOptions options);

    List<Document> mapReduce(String map, String reduce, Document fields);

    List<String> createSearchIndexes(List<SearchIndexModel> indexes);

    /** Lists the search indexes, or one of them. */
    CursorApi listSearchIndexes(@Nullable String name, AggregateOptions options);

    void updateSearchIndex(String name, Document definition);

    void dropSearchIndex(String name);
}
