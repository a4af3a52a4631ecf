package dev.morelia.spec.unified.compat;

import static com.mongodb.client.model.bulk.ClientNamespacedWriteModel.deleteMany;
import static com.mongodb.client.model.bulk.ClientNamespacedWriteModel.deleteOne;
import static com.mongodb.client.model.bulk.ClientNamespacedWriteModel.insertOne;
import static com.mongodb.client.model.bulk.ClientNamespacedWriteModel.replaceOne;
import static com.mongodb.client.model.bulk.ClientNamespacedWriteModel.updateMany;
import static com.mongodb.client.model.bulk.ClientNamespacedWriteModel.updateOne;

import com.mongodb.MongoNamespace;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.model.bulk.ClientDeleteManyOptions;
import com.mongodb.client.model.bulk.ClientDeleteOneOptions;
import com.mongodb.client.model.bulk.ClientNamespacedWriteModel;
import com.mongodb.client.model.bulk.ClientReplaceOneOptions;
import com.mongodb.client.model.bulk.ClientUpdateManyOptions;
import com.mongodb.client.model.bulk.ClientUpdateOneOptions;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.Options;
import org.bson.BsonDocument;

/** The writes of bulk writes. */
final class Models {
    private Models() {}

    /** A write of a collection. */
    static WriteModel<BsonDocument> official(dev.morelia.options.WriteModel<Document> ours) {
        return switch (ours) {
            case dev.morelia.options.WriteModel.InsertOne<Document> insert ->
                new InsertOneModel<>(Bytes.bson(insert.document()));
            case dev.morelia.options.WriteModel.UpdateOne<Document> update -> {
                var options = update(update.options());
                yield update.update() instanceof Document operators
                        ? new UpdateOneModel<>(Bytes.bson(update.filter()), Bytes.bson(operators), options)
                        : new UpdateOneModel<>(Bytes.bson(update.filter()), Table.list(update.update()), options);
            }
            case dev.morelia.options.WriteModel.UpdateMany<Document> update -> {
                var options = update(update.options());
                yield update.update() instanceof Document operators
                        ? new UpdateManyModel<>(Bytes.bson(update.filter()), Bytes.bson(operators), options)
                        : new UpdateManyModel<>(Bytes.bson(update.filter()), Table.list(update.update()), options);
            }
            case dev.morelia.options.WriteModel.ReplaceOne<Document> replace ->
                new ReplaceOneModel<>(
                        Bytes.bson(replace.filter()),
                        Bytes.bson(replace.replacement()),
                        WriteTables.REPLACE.apply(
                                new ReplaceOptions(), replace.options().fields()));
            case dev.morelia.options.WriteModel.DeleteOne<Document> delete ->
                new DeleteOneModel<>(Bytes.bson(delete.filter()), delete(delete.options()));
            case dev.morelia.options.WriteModel.DeleteMany<Document> delete ->
                new DeleteManyModel<>(Bytes.bson(delete.filter()), delete(delete.options()));
        };
    }

    private static UpdateOptions update(Options<?> ours) {
        return WriteTables.UPDATE.apply(new UpdateOptions(), ours.fields());
    }

    private static DeleteOptions delete(Options<?> ours) {
        return WriteTables.DELETE.apply(new DeleteOptions(), ours.fields());
    }

    /** A write of a client. */
    static ClientNamespacedWriteModel official(NamespacedWrite ours) {
        var namespace =
                new MongoNamespace(ours.namespace().database(), ours.namespace().collection());
        return switch (ours.model()) {
            case dev.morelia.options.WriteModel.InsertOne<?> insert ->
                insertOne(namespace, Bytes.bson((Document) insert.document()));
            case dev.morelia.options.WriteModel.UpdateOne<?> update -> {
                var options = WriteTables.CLIENT_UPDATE_ONE.apply(
                        ClientUpdateOneOptions.clientUpdateOneOptions(),
                        update.options().fields());
                yield update.update() instanceof Document operators
                        ? updateOne(namespace, Bytes.bson(update.filter()), Bytes.bson(operators), options)
                        : updateOne(namespace, Bytes.bson(update.filter()), Table.list(update.update()), options);
            }
            case dev.morelia.options.WriteModel.UpdateMany<?> update -> {
                var options = WriteTables.CLIENT_UPDATE_MANY.apply(
                        ClientUpdateManyOptions.clientUpdateManyOptions(),
                        update.options().fields());
                yield update.update() instanceof Document operators
                        ? updateMany(namespace, Bytes.bson(update.filter()), Bytes.bson(operators), options)
                        : updateMany(namespace, Bytes.bson(update.filter()), Table.list(update.update()), options);
            }
            case dev.morelia.options.WriteModel.ReplaceOne<?> replace ->
                replaceOne(
                        namespace,
                        Bytes.bson(replace.filter()),
                        Bytes.bson((Document) replace.replacement()),
                        WriteTables.CLIENT_REPLACE_ONE.apply(
                                ClientReplaceOneOptions.clientReplaceOneOptions(),
                                replace.options().fields()));
            case dev.morelia.options.WriteModel.DeleteOne<?> delete ->
                deleteOne(
                        namespace,
                        Bytes.bson(delete.filter()),
                        WriteTables.CLIENT_DELETE_ONE.apply(
                                ClientDeleteOneOptions.clientDeleteOneOptions(),
                                delete.options().fields()));
            case dev.morelia.options.WriteModel.DeleteMany<?> delete ->
                deleteMany(
                        namespace,
                        Bytes.bson(delete.filter()),
                        WriteTables.CLIENT_DELETE_MANY.apply(
                                ClientDeleteManyOptions.clientDeleteManyOptions(),
                                delete.options().fields()));
        };
    }
}
