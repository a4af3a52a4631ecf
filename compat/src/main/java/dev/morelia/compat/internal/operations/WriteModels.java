package dev.morelia.compat.internal.operations;

import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.values.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonValue;
import org.bson.codecs.Codec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one bulk write, with their documents encoded.
 *
 * @param models the writes
 * @param ids the {@code _id}s of the documents to insert by the index of their write; null where they are not known
 */
public record WriteModels(
        List<dev.morelia.options.WriteModel<RawDocument>> models, Map<Integer, @Nullable BsonValue> ids) {
    /** Encodes writes. */
    public static <T> WriteModels of(
            List<? extends @Nullable WriteModel<? extends T>> official, Codec<T> codec, Encoding encoding) {
        var models = new ArrayList<dev.morelia.options.WriteModel<RawDocument>>(official.size());
        var ids = new LinkedHashMap<Integer, @Nullable BsonValue>();
        for (WriteModel<? extends T> model : official) {
            if (model instanceof InsertOneModel<? extends T> insert) {
                var document = InsertedDocument.of(insert.getDocument(), codec);
                ids.put(models.size(), document.id());
                models.add(dev.morelia.options.WriteModel.insertOne(document.raw()));
            } else {
                models.add(change(Given.notNull("write model", model), codec, encoding));
            }
        }
        return new WriteModels(models, ids);
    }

    private static <T> dev.morelia.options.WriteModel<RawDocument> change(
            WriteModel<? extends T> model, Codec<T> codec, Encoding encoding) {
        var options = new WriteOptions(encoding);
        return switch (model) {
            case UpdateOneModel<?> update ->
                new dev.morelia.options.WriteModel.UpdateOne<>(
                        encoding.document(update.getFilter()),
                        update(update.getUpdate(), update.getUpdatePipeline(), encoding),
                        options.of(update.getOptions()));
            case UpdateManyModel<?> update ->
                new dev.morelia.options.WriteModel.UpdateMany<>(
                        encoding.document(update.getFilter()),
                        update(update.getUpdate(), update.getUpdatePipeline(), encoding),
                        options.of(update.getOptions()));
            case ReplaceOneModel<? extends T> replace ->
                dev.morelia.options.WriteModel.replaceOne(
                        encoding.document(replace.getFilter()),
                        Bytes.encode(replace.getReplacement(), codec),
                        options.of(replace.getReplaceOptions()));
            case DeleteOneModel<?> delete ->
                dev.morelia.options.WriteModel.deleteOne(
                        encoding.document(delete.getFilter()), options.of(delete.getOptions()));
            case DeleteManyModel<?> delete ->
                dev.morelia.options.WriteModel.deleteMany(
                        encoding.document(delete.getFilter()), options.of(delete.getOptions()));
            default ->
                throw new UnsupportedOperationException("WriteModel of type " + model.getClass() + " is not supported");
        };
    }

    private static Object update(@Nullable Bson update, @Nullable List<? extends Bson> pipeline, Encoding encoding) {
        return pipeline == null ? encoding.document(update) : encoding.documents(pipeline);
    }
}
