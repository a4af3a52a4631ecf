package dev.morelia.bson.internal.json;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.StoredAsDocument;
import dev.morelia.bson.json.JsonMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Relaxed Extended JSON for people and logs, for any content of a document: where {@link JsonWriter} fails, it writes a
 * string that says so and continues. The size is limited, because documents that share others may be far larger as
 * text.
 */
public final class JsonDescription extends JsonWriter {

    /** The default depth limit for reading and writing documents. */
    private static final int MAX_LEVELS = 200;

    private static final int MAX_BYTES = 1 << 26;
    private static final int MAX_FOREIGN_LENGTH = 1_000;
    private static final String LEFT_OUT = "...";

    /**
     * How many descriptions on this thread are inside the toString() of a value without a BSON type: such a value may
     * contain the document that contains it.
     */
    private static final ThreadLocal<Integer> WAITING = ThreadLocal.withInitial(() -> 0);

    private static final int MAX_WAITING = 4;

    /** The documents and lists around the current position. */
    private final List<Object> around = new ArrayList<>();

    private JsonDescription() {
        super(JsonMode.RELAXED, false);
    }

    /** The text of any value; never throws. */
    public static String of(@Nullable Object value) {
        try {
            return new JsonDescription().write(value);
        } catch (RuntimeException e) { // from a map, list or toString() of the caller
            return "(a " + (value == null ? "null" : value.getClass().getSimpleName()) + " without a text: "
                    + e.getMessage() + ")";
        }
    }

    @Override
    boolean enter(Object container) {
        if (around.size() == MAX_LEVELS || output.length() > MAX_BYTES) {
            output.quoted(LEFT_OUT);
            return false;
        }
        if (isAround(container)) {
            output.quoted(container instanceof Map ? "(this document)" : "(this list)");
            return false;
        }
        if (container instanceof Map<?, ?> document && !isReadable(document)) {
            return false;
        }
        around.add(container);
        path.enter();
        return true;
    }

    @Override
    void leave() {
        around.removeLast();
        path.leave();
    }

    @SuppressWarnings("ReferenceEquality") // equals would descend into them, endlessly
    private boolean isAround(Object container) {
        for (Object outer : around) {
            if (outer == container) {
                return true;
            }
        }
        return false;
    }

    private boolean isReadable(Map<?, ?> document) {
        try {
            int unused = document.size(); // decodes a document if that has not been done yet
            return true;
        } catch (BsonException e) {
            unreadable(e);
            return false;
        }
    }

    @Override
    void decoded(StoredAsDocument form) {
        Map<?, ?> decoded;
        try {
            decoded = form.toDocument();
        } catch (BsonException e) {
            unreadable(e);
            return;
        }
        document(decoded);
    }

    private void unreadable(BsonException e) {
        output.quoted("(unreadable: " + e.getMessage() + ")");
    }

    @Override
    void fallback(Object value) {
        output.quoted(ownText(value));
    }

    @Override
    String name(@Nullable Object key) {
        return key == null ? "null" : ownText(key);
    }

    @Override
    void tooFar(Instant instant, ArithmeticException e) {
        output.quoted(instant.toString());
    }

    private static String ownText(Object value) {
        int waiting = WAITING.get();
        if (waiting == MAX_WAITING) {
            return "(a " + value.getClass().getSimpleName() + ")";
        }
        WAITING.set(waiting + 1);
        try {
            String text = String.valueOf(value);
            return text.length() <= MAX_FOREIGN_LENGTH ? text : text.substring(0, MAX_FOREIGN_LENGTH) + LEFT_OUT;
        } catch (RuntimeException e) {
            return "(a " + value.getClass().getSimpleName() + " without a text: " + e.getMessage() + ")";
        } catch (StackOverflowError e) { // it contains itself
            return "(a " + value.getClass().getSimpleName() + ")";
        } finally {
            if (waiting == 0) {
                WAITING.remove();
            } else {
                WAITING.set(waiting);
            }
        }
    }
}
