package dev.morelia.internal.changestream;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of events that the stage {@code $changeStreamSplitLargeEvent} has split. Each fragment has an
 * {@code _id} of its own, a field {@code splitEvent} with its number and how many there are, and some of the fields of
 * the event, each of them whole. The joined event has the {@code _id} of the last fragment. Not thread-safe.
 */
public final class EventFragments {
    private static final int HEADER_BYTES = Integer.BYTES;

    private final List<RawDocument> fragments = new ArrayList<>();

    /** Whether the fragments so far are no whole event. */
    public boolean isWithinEvent() {
        return !fragments.isEmpty();
    }

    /** Forgets the fragments so far: the stream begins anew before them. */
    public void clear() {
        fragments.clear();
    }

    /**
     * Takes the next document of the stream.
     *
     * @return the whole event, or one fragment that does not follow those before, if the stream has begun within an
     *     event; null if more fragments follow
     * @throws BsonException if the document, or the event, cannot be read
     */
    public @Nullable RawDocument add(RawDocument document) {
        RawDocument split = document.documentOrNull("splitEvent");
        if (split == null) {
            fragments.clear();
            return document;
        }
        int number = split.int32("fragment");
        int count = split.int32("of");
        if (number == 1) {
            fragments.clear();
        }
        if (number != fragments.size() + 1 || number > count) {
            fragments.clear();
            return document;
        }
        if (number < count) {
            fragments.add(document);
            return null;
        }
        // Changes nothing before that is done: if memory does not suffice, the fragment can be added again.
        RawDocument whole = joined(document);
        fragments.clear();
        return whole;
    }

    private RawDocument joined(RawDocument last) {
        var fields = new ByteArrayOutputStream();
        append(fields, last, true);
        for (RawDocument fragment : fragments) {
            append(fields, fragment, false);
        }
        append(fields, last, false);
        fields.write(0);
        byte[] bytes = new byte[HEADER_BYTES + fields.size()];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .put(fields.toByteArray());
        return RawDocument.of(bytes);
    }

    /** Appends the encoded id of a fragment, or its other fields but for those that say which fragment it is. */
    private static void append(ByteArrayOutputStream fields, RawDocument fragment, boolean id) {
        byte[] bytes = fragment.toByteArray();
        BsonInput input = new BsonInput(bytes);
        input.startDocument();
        BsonType type = input.next();
        while (type != null) {
            int start = input.elementAt();
            boolean isId = input.nameIs("_id");
            boolean wanted = id ? isId : !isId && !input.nameIs("splitEvent");
            type = input.next();
            int end = type == null ? bytes.length - 1 : input.elementAt();
            if (wanted) {
                fields.write(bytes, start, end - start);
            }
        }
    }
}
