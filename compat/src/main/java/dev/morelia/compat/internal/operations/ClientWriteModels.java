package dev.morelia.compat.internal.operations;

import com.mongodb.MongoNamespace;
import com.mongodb.client.model.bulk.ClientBulkWriteOptions;
import com.mongodb.client.model.bulk.ClientNamespacedWriteModel;
import com.mongodb.internal.client.model.bulk.AbstractClientDeleteModel;
import com.mongodb.internal.client.model.bulk.AbstractClientDeleteOptions;
import com.mongodb.internal.client.model.bulk.AbstractClientNamespacedWriteModel;
import com.mongodb.internal.client.model.bulk.AbstractClientUpdateModel;
import com.mongodb.internal.client.model.bulk.AbstractClientUpdateOptions;
import com.mongodb.internal.client.model.bulk.ClientWriteModel;
import com.mongodb.internal.client.model.bulk.ConcreteClientBulkWriteOptions;
import com.mongodb.internal.client.model.bulk.ConcreteClientDeleteOneModel;
import com.mongodb.internal.client.model.bulk.ConcreteClientInsertOneModel;
import com.mongodb.internal.client.model.bulk.ConcreteClientReplaceOneModel;
import com.mongodb.internal.client.model.bulk.ConcreteClientReplaceOneOptions;
import com.mongodb.internal.client.model.bulk.ConcreteClientUpdateOneModel;
import com.mongodb.internal.client.model.bulk.ConcreteClientUpdateOneOptions;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.options.DeleteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonValue;
import org.bson.codecs.Codec;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one bulk write of a client, with their documents encoded.
 *
 * @param writes the writes
 * @param ids the {@code _id}s of the documents to insert by the index of their write, as far as they are known
 */
public record ClientWriteModels(List<NamespacedWrite> writes, Map<Integer, BsonValue> ids) {
    /** Encodes writes. */
    public static ClientWriteModels of(List<? extends @Nullable ClientNamespacedWriteModel> models, Encoding encoding) {
        var writes = new ArrayList<NamespacedWrite>(models.size());
        var ids = new LinkedHashMap<Integer, BsonValue>();
        for (ClientNamespacedWriteModel each : models) {
            // The interface has no methods: all of its instances are of this class, which its factory methods create.
            var model = (AbstractClientNamespacedWriteModel) Given.notNull("client write model", each);
            WriteModel<RawDocument> write;
            if (model.getModel() instanceof ConcreteClientInsertOneModel insert) {
                InsertedDocument document = inserted(insert.getDocument(), encoding);
                BsonValue id = document.id();
                if (id != null) {
                    ids.put(writes.size(), id);
                }
                write = WriteModel.insertOne(document.raw());
            } else {
                write = change(model.getModel(), encoding);
            }
            MongoNamespace namespace = model.getNamespace();
            writes.add(write.in(new Namespace(namespace.getDatabaseName(), namespace.getCollectionName())));
        }
        return new ClientWriteModels(writes, ids);
    }

    @SuppressWarnings("unchecked") // the codec of the class of the value
    private static <T> InsertedDocument inserted(T document, Encoding encoding) {
        return InsertedDocument.of(document, (Codec<T>) encoding.codec(document.getClass()));
    }

    @SuppressWarnings("unchecked") // the codec of the class of the value
    private static <T> RawDocument replacement(T document, Encoding encoding) {
        return Bytes.encode(document, (Codec<T>) encoding.codec(document.getClass()));
    }

    private static WriteModel<RawDocument> change(ClientWriteModel model, Encoding encoding) {
        return switch (model) {
            case ConcreteClientReplaceOneModel replace ->
                WriteModel.replaceOne(
                        encoding.document(replace.getFilter()),
                        replacement(replace.getReplacement(), encoding),
                        of(replace.getOptions(), encoding));
            case AbstractClientUpdateModel<?> update -> update(update, encoding);
            case AbstractClientDeleteModel<?> delete -> {
                var filter = encoding.document(delete.getFilter());
                DeleteOptions options = of(delete.getOptions(), encoding);
                yield delete instanceof ConcreteClientDeleteOneModel
                        ? WriteModel.deleteOne(filter, options)
                        : WriteModel.deleteMany(filter, options);
            }
            default ->
                throw new UnsupportedOperationException(
                        "client write model of type " + model.getClass() + " is not supported");
        };
    }

    private static WriteModel<RawDocument> update(AbstractClientUpdateModel<?> model, Encoding encoding) {
        var filter = encoding.document(model.getFilter());
        UpdateOptions options = of(model.getOptions(), encoding);
        Object update = model.getUpdatePipeline()
                .<Object>map(encoding::documents)
                .orElseGet(() -> encoding.document(model.getUpdate().orElse(null)));
        return model instanceof ConcreteClientUpdateOneModel
                ? new WriteModel.UpdateOne<>(filter, update, options)
                : new WriteModel.UpdateMany<>(filter, update, options);
    }

    private static UpdateOptions of(AbstractClientUpdateOptions official, Encoding encoding) {
        OptionValues values = new OptionValues(encoding)
                .documents("arrayFilters", official.getArrayFilters().orElse(null))
                .collation(official.getCollation().orElse(null))
                .hint(official.getHint().orElse(null), official.getHintString().orElse(null))
                .value("upsert", official.isUpsert().orElse(null));
        if (official instanceof ConcreteClientUpdateOneOptions one) {
            values.document("sort", one.getSort().orElse(null));
        }
        return values.onto(new UpdateOptions());
    }

    private static ReplaceOptions of(ConcreteClientReplaceOneOptions official, Encoding encoding) {
        return new OptionValues(encoding)
                .collation(official.getCollation().orElse(null))
                .hint(official.getHint().orElse(null), official.getHintString().orElse(null))
                .value("upsert", official.isUpsert().orElse(null))
                .document("sort", official.getSort().orElse(null))
                .onto(new ReplaceOptions());
    }

    private static DeleteOptions of(AbstractClientDeleteOptions official, Encoding encoding) {
        return new OptionValues(encoding)
                .collation(official.getCollation().orElse(null))
                .hint(official.getHint().orElse(null), official.getHintString().orElse(null))
                .onto(new DeleteOptions());
    }

    /** Options of the whole bulk write. */
    public static dev.morelia.options.ClientBulkWriteOptions options(
            @Nullable ClientBulkWriteOptions official, Encoding encoding) {
        if (!(official instanceof ConcreteClientBulkWriteOptions given)) {
            return new dev.morelia.options.ClientBulkWriteOptions();
        }
        return new OptionValues(encoding)
                .value("ordered", given.isOrdered() ? null : false)
                .value(
                        "bypassDocumentValidation",
                        given.isBypassDocumentValidation().orElse(null))
                .document("let", given.getLet().orElse(null))
                .comment(given.getComment().orElse(null))
                .flag("verboseResults", given.isVerboseResults())
                .onto(new dev.morelia.options.ClientBulkWriteOptions());
    }
}
