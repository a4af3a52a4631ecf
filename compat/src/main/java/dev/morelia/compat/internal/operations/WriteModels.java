package dev.morelia.compat.internal.operations;

import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.List;
import org.bson.codecs.Codec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The writes of one bulk write. */
public final class WriteModels {
    private WriteModels() {}

    /** The same writes, whose documents are encoded when they are sent. */
    public static <T> List<dev.morelia.options.WriteModel<WrittenDocument<T>>> of(
            List<? extends @Nullable WriteModel<? extends T>> official, Codec<T> codec, Encoding encoding) {
        var models = new ArrayList<dev.morelia.options.WriteModel<WrittenDocument<T>>>(official.size());
        for (WriteModel<? extends T> model : official) {
            if (model instanceof InsertOneModel<? extends T> insert) {
                models.add(dev.morelia.options.WriteModel.insertOne(
                        WrittenDocument.inserted(insert.getDocument(), codec)));
            } else {
                models.add(change(Given.notNull("write model", model), encoding));
            }
        }
        return models;
    }

    private static <T> dev.morelia.options.WriteModel<WrittenDocument<T>> change(
            WriteModel<? extends T> model, Encoding encoding) {
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
                        WrittenDocument.replacing(replace.getReplacement()),
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
