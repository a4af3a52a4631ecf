package dev.morelia.internal.operation.write;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;
import org.jspecify.annotations.Nullable;

/**
 * A document to insert that is encoded already.
 *
 * @param encoded holds the document
 * @param offset where it begins there
 * @param length how many bytes it has
 * @param id its {@code _id}
 */
public record EncodedInsert(
        BsonOutput encoded,
        int offset,
        int length,
        @Nullable Object id) implements WriteStatement {
    @Override
    public boolean multi() {
        return false;
    }

    @Override
    public void write(BsonOutput out, Limits limits) {
        InsertStatement.checkLength(length, limits, id);
        out.raw(encoded.buffer(), offset, length);
    }

    @Override
    public void writeFields(BsonOutput out, Limits limits) {
        out.name("document");
        write(out, limits);
    }
}
