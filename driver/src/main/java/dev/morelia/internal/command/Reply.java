package dev.morelia.internal.command;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.topology.ServerAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A server's reply, which may report success or an error.
 *
 * @param document the whole reply, but for the documents of a batch that is apart; its bytes are not shared
 * @param server the server that sent it
 * @param batch the array with the documents of the first batch of a cursor, in a {@link ReplyBuffer}; null if it is
 *     a part
 *     of the document
 */
public record Reply(
        RawDocument document,
        ServerAddress server,
        @Nullable RawDocument batch) {
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final String CURSOR = "cursor";
    private static final String FIRST_BATCH = "firstBatch";
    private static final byte[] EMPTY_ARRAY = {5, 0, 0, 0, 0};

    /** A reply in memory of its own. */
    public Reply(RawDocument document, ServerAddress server) {
        this(document, server, null);
    }

    /**
     * A reply in memory that will be used again: a copy of all but the documents of the first batch. One without a
     * first batch is copied whole.
     *
     * @param bytes begin with the reply
     * @param length the length of the reply
     * @throws BsonException if it is malformed
     */
    public static Reply apart(byte[] bytes, int length, ServerAddress server) {
        BsonInput input = RawDocument.of(bytes, 0, length).input();
        input.startDocument();
        int cursorAt = documentAt(input, BsonType.DOCUMENT, CURSOR);
        if (cursorAt > 0) {
            input.startDocument();
        }
        int batchAt = cursorAt < 0 ? -1 : documentAt(input, BsonType.ARRAY, FIRST_BATCH);
        if (batchAt < 0) {
            return new Reply(RawDocument.of(bytes, 0, length).copy(), server);
        }
        input.startArray(); // checks its length
        RawDocument cursor = RawDocument.of(bytes, cursorAt, (int) INT32.get(bytes, cursorAt));
        RawDocument batch = RawDocument.of(bytes, batchAt, (int) INT32.get(bytes, batchAt));
        int left = EMPTY_ARRAY.length - batch.length();
        byte[] copy = new byte[length + left];
        System.arraycopy(bytes, 0, copy, 0, batchAt);
        System.arraycopy(EMPTY_ARRAY, 0, copy, batchAt, EMPTY_ARRAY.length);
        int after = batchAt + batch.length();
        System.arraycopy(bytes, after, copy, batchAt + EMPTY_ARRAY.length, length - after);
        INT32.set(copy, 0, copy.length);
        INT32.set(copy, cursorAt, cursor.length() + left);
        return new Reply(RawDocument.of(copy), server, batch);
    }

    /** Where the value of a field of this type begins; -1 if there is none. */
    private static int documentAt(BsonInput input, BsonType type, String name) {
        return input.find(name) && input.type() == type ? input.elementAt() + name.length() + 2 : -1;
    }
}
