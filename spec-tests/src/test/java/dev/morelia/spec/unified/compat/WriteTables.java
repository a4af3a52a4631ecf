package dev.morelia.spec.unified.compat;

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
import com.mongodb.client.model.bulk.ClientBulkWriteOptions;
import com.mongodb.client.model.bulk.ClientDeleteManyOptions;
import com.mongodb.client.model.bulk.ClientDeleteOneOptions;
import com.mongodb.client.model.bulk.ClientReplaceOneOptions;
import com.mongodb.client.model.bulk.ClientUpdateManyOptions;
import com.mongodb.client.model.bulk.ClientUpdateOneOptions;

/** The options of writes and counts. */
final class WriteTables {
    static final Table<InsertOneOptions> INSERT_ONE = new Table<InsertOneOptions>()
            .bool("bypassDocumentValidation", InsertOneOptions::bypassDocumentValidation)
            .value("comment", InsertOneOptions::comment);

    static final Table<InsertManyOptions> INSERT_MANY = new Table<InsertManyOptions>()
            .bool("bypassDocumentValidation", InsertManyOptions::bypassDocumentValidation)
            .value("comment", InsertManyOptions::comment)
            .bool("ordered", InsertManyOptions::ordered);

    static final Table<BulkWriteOptions> BULK = new Table<BulkWriteOptions>()
            .bool("bypassDocumentValidation", BulkWriteOptions::bypassDocumentValidation)
            .value("comment", BulkWriteOptions::comment)
            .bson("let", BulkWriteOptions::let)
            .bool("ordered", BulkWriteOptions::ordered);

    static final Table<UpdateOptions> UPDATE = new Table<UpdateOptions>()
            .documents("arrayFilters", UpdateOptions::arrayFilters)
            .bool("bypassDocumentValidation", UpdateOptions::bypassDocumentValidation)
            .collation(UpdateOptions::collation)
            .value("comment", UpdateOptions::comment)
            .hint(UpdateOptions::hint, UpdateOptions::hintString)
            .bson("let", UpdateOptions::let)
            .bson("sort", UpdateOptions::sort)
            .bool("upsert", UpdateOptions::upsert);

    static final Table<ReplaceOptions> REPLACE = new Table<ReplaceOptions>()
            .bool("bypassDocumentValidation", ReplaceOptions::bypassDocumentValidation)
            .collation(ReplaceOptions::collation)
            .value("comment", ReplaceOptions::comment)
            .hint(ReplaceOptions::hint, ReplaceOptions::hintString)
            .bson("let", ReplaceOptions::let)
            .bson("sort", ReplaceOptions::sort)
            .bool("upsert", ReplaceOptions::upsert);

    static final Table<DeleteOptions> DELETE = new Table<DeleteOptions>()
            .collation(DeleteOptions::collation)
            .value("comment", DeleteOptions::comment)
            .hint(DeleteOptions::hint, DeleteOptions::hintString)
            .bson("let", DeleteOptions::let);

    static final Table<FindOneAndUpdateOptions> FIND_ONE_AND_UPDATE = new Table<FindOneAndUpdateOptions>()
            .documents("arrayFilters", FindOneAndUpdateOptions::arrayFilters)
            .bool("bypassDocumentValidation", FindOneAndUpdateOptions::bypassDocumentValidation)
            .collation(FindOneAndUpdateOptions::collation)
            .value("comment", FindOneAndUpdateOptions::comment)
            .hint(FindOneAndUpdateOptions::hint, FindOneAndUpdateOptions::hintString)
            .bson("let", FindOneAndUpdateOptions::let)
            .millis("maxTimeMS", FindOneAndUpdateOptions::maxTime)
            .bson("projection", FindOneAndUpdateOptions::projection)
            .text("returnDocument", (options, name) -> options.returnDocument(returned(name)))
            .bson("sort", FindOneAndUpdateOptions::sort)
            .bool("upsert", FindOneAndUpdateOptions::upsert);

    static final Table<FindOneAndReplaceOptions> FIND_ONE_AND_REPLACE = new Table<FindOneAndReplaceOptions>()
            .bool("bypassDocumentValidation", FindOneAndReplaceOptions::bypassDocumentValidation)
            .collation(FindOneAndReplaceOptions::collation)
            .value("comment", FindOneAndReplaceOptions::comment)
            .hint(FindOneAndReplaceOptions::hint, FindOneAndReplaceOptions::hintString)
            .bson("let", FindOneAndReplaceOptions::let)
            .millis("maxTimeMS", FindOneAndReplaceOptions::maxTime)
            .bson("projection", FindOneAndReplaceOptions::projection)
            .text("returnDocument", (options, name) -> options.returnDocument(returned(name)))
            .bson("sort", FindOneAndReplaceOptions::sort)
            .bool("upsert", FindOneAndReplaceOptions::upsert);

    static final Table<FindOneAndDeleteOptions> FIND_ONE_AND_DELETE = new Table<FindOneAndDeleteOptions>()
            .collation(FindOneAndDeleteOptions::collation)
            .value("comment", FindOneAndDeleteOptions::comment)
            .hint(FindOneAndDeleteOptions::hint, FindOneAndDeleteOptions::hintString)
            .bson("let", FindOneAndDeleteOptions::let)
            .millis("maxTimeMS", FindOneAndDeleteOptions::maxTime)
            .bson("projection", FindOneAndDeleteOptions::projection)
            .bson("sort", FindOneAndDeleteOptions::sort);

    static final Table<CountOptions> COUNT = new Table<CountOptions>()
            .collation(CountOptions::collation)
            .value("comment", CountOptions::comment)
            .hint(CountOptions::hint, CountOptions::hintString)
            .int32("limit", CountOptions::limit)
            .millis("maxTimeMS", CountOptions::maxTime)
            .int32("skip", CountOptions::skip);

    static final Table<EstimatedDocumentCountOptions> ESTIMATED_COUNT = new Table<EstimatedDocumentCountOptions>()
            .value("comment", EstimatedDocumentCountOptions::comment)
            .millis("maxTimeMS", EstimatedDocumentCountOptions::maxTime);

    static final Table<ClientBulkWriteOptions> CLIENT_BULK = new Table<ClientBulkWriteOptions>()
            .bool("bypassDocumentValidation", ClientBulkWriteOptions::bypassDocumentValidation)
            .value("comment", ClientBulkWriteOptions::comment)
            .bson("let", ClientBulkWriteOptions::let)
            .bool("ordered", ClientBulkWriteOptions::ordered)
            .bool("verboseResults", ClientBulkWriteOptions::verboseResults);

    static final Table<ClientUpdateOneOptions> CLIENT_UPDATE_ONE = new Table<ClientUpdateOneOptions>()
            .documents("arrayFilters", ClientUpdateOneOptions::arrayFilters)
            .collation(ClientUpdateOneOptions::collation)
            .hint(ClientUpdateOneOptions::hint, ClientUpdateOneOptions::hintString)
            .bson("sort", ClientUpdateOneOptions::sort)
            .bool("upsert", ClientUpdateOneOptions::upsert);

    static final Table<ClientUpdateManyOptions> CLIENT_UPDATE_MANY = new Table<ClientUpdateManyOptions>()
            .documents("arrayFilters", ClientUpdateManyOptions::arrayFilters)
            .collation(ClientUpdateManyOptions::collation)
            .hint(ClientUpdateManyOptions::hint, ClientUpdateManyOptions::hintString)
            .bool("upsert", ClientUpdateManyOptions::upsert);

    static final Table<ClientReplaceOneOptions> CLIENT_REPLACE_ONE = new Table<ClientReplaceOneOptions>()
            .collation(ClientReplaceOneOptions::collation)
            .hint(ClientReplaceOneOptions::hint, ClientReplaceOneOptions::hintString)
            .bson("sort", ClientReplaceOneOptions::sort)
            .bool("upsert", ClientReplaceOneOptions::upsert);

    static final Table<ClientDeleteOneOptions> CLIENT_DELETE_ONE = new Table<ClientDeleteOneOptions>()
            .collation(ClientDeleteOneOptions::collation)
            .hint(ClientDeleteOneOptions::hint, ClientDeleteOneOptions::hintString);

    static final Table<ClientDeleteManyOptions> CLIENT_DELETE_MANY = new Table<ClientDeleteManyOptions>()
            .collation(ClientDeleteManyOptions::collation)
            .hint(ClientDeleteManyOptions::hint, ClientDeleteManyOptions::hintString);

    private WriteTables() {}

    private static ReturnDocument returned(String name) {
        return name.equals("After") ? ReturnDocument.AFTER : ReturnDocument.BEFORE;
    }
}
