package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.operation.write.DeleteStatement;
import dev.morelia.internal.operation.write.InsertStatement;
import dev.morelia.internal.operation.write.UpdateStatement;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.operation.write.WriteStatement;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import java.util.function.BiConsumer;

/** Converts the writes of a bulk write to statements, and checks their arguments. */
final class ModelStatements<T> {
    private final Codec<T> codec;

    /** Encodes documents with a codec. */
    ModelStatements(Codec<T> codec) {
        this.codec = codec;
    }

    void add(WriteModel<? extends T> model, BiConsumer<WriteKind, WriteStatement> statements) {
        switch (model) {
            case WriteModel.InsertOne<? extends T>(T document) ->
                statements.accept(WriteKind.INSERT, new InsertStatement<>(document, codec));
            case WriteModel.UpdateOne<? extends T>(var filter, var update, var options) ->
                statements.accept(WriteKind.UPDATE, updateStatement(filter, update, false, options));
            case WriteModel.UpdateMany<? extends T>(var filter, var update, var options) ->
                statements.accept(WriteKind.UPDATE, updateStatement(filter, update, true, options));
            case WriteModel.ReplaceOne<? extends T>(var filter, T replacement, var options) -> {
                Document fields = OptionFields.of(options);
                checkNames(filter, fields);
                var written = UpdateValues.replacement(filter, replacement, codec, options.upsert());
                statements.accept(WriteKind.UPDATE, new UpdateStatement(filter, written, false, fields));
            }
            case WriteModel.DeleteOne<? extends T>(var filter, var options) ->
                statements.accept(WriteKind.DELETE, deleteStatement(filter, false, OptionFields.of(options)));
            case WriteModel.DeleteMany<? extends T>(var filter, var options) ->
                statements.accept(WriteKind.DELETE, deleteStatement(filter, true, OptionFields.of(options)));
        }
    }

    private UpdateStatement updateStatement(Document filter, Object update, boolean multi, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        checkNames(filter, fields);
        return new UpdateStatement(filter, UpdateValues.update(filter, update, codec, options.upsert()), multi, fields);
    }

    private DeleteStatement deleteStatement(Document filter, boolean multi, Document fields) {
        checkNames(filter, fields);
        return new DeleteStatement(filter, multi, fields);
    }

    private void checkNames(Document filter, Document fields) {
        var names = StoredNames.of(codec);
        names.inFilter(Argument.notNull("filter", filter));
        names.inOptions(fields);
    }
}
