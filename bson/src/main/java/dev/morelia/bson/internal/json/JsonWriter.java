package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonVector;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.Regex;
import dev.morelia.bson.StoredAsDocument;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.json.JsonMode;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents, arrays and values. Recursive, with a limit on the depth. Accepts the same Java classes as
 * {@link dev.morelia.bson.io.BsonOutput#value}. For one text and one thread. Throws for what it cannot write;
 * {@link JsonDescription} overrides the methods that do.
 */
public sealed class JsonWriter permits JsonDescription {

    /** More than any server accepts, and half of what fits on the default stack of a thread. */
    static final int MAX_DEPTH = 1_000;

    static final byte[] TRUE = ascii("true");
    static final byte[] FALSE = ascii("false");
    static final byte[] NULL = ascii("null");
    static final byte[] NAME_END = ascii(": ");
    private static final byte[] SEPARATOR = ascii(", ");
    private static final byte[] EMPTY_DOCUMENT = ascii("{}");
    private static final byte[] OBJECT_ID = ascii("{\"$oid\": \"");
    private static final byte[] NUMBER_INT = ascii("{\"$numberInt\": \"");
    private static final byte[] NUMBER_LONG = ascii("{\"$numberLong\": \"");
    private static final byte[] NUMBER_DOUBLE = ascii("{\"$numberDouble\": \"");
    private static final byte[] NUMBER_DECIMAL = ascii("{\"$numberDecimal\": \"");
    private static final byte[] DATE_TEXT = ascii("{\"$date\": \"");
    private static final byte[] DATE_NUMBER = ascii("{\"$date\": {\"$numberLong\": \"");
    private static final byte[] BINARY = ascii("{\"$binary\": {\"base64\": \"");
    private static final byte[] BINARY_SUBTYPE = ascii("\", \"subType\": \"");
    private static final byte[] TIMESTAMP = ascii("{\"$timestamp\": {\"t\": ");
    private static final byte[] TIMESTAMP_INCREMENT = ascii(", \"i\": ");
    private static final byte[] REGEX = ascii("{\"$regularExpression\": {\"pattern\": ");
    private static final byte[] REGEX_OPTIONS = ascii(", \"options\": ");
    private static final byte[] CODE = ascii("{\"$code\": ");
    private static final byte[] CODE_SCOPE = ascii(", \"$scope\": ");
    private static final byte[] SYMBOL = ascii("{\"$symbol\": ");
    private static final byte[] DB_POINTER = ascii("{\"$dbPointer\": {\"$ref\": ");
    private static final byte[] DB_POINTER_ID = ascii(", \"$id\": ");
    private static final byte[] MIN_KEY = ascii("{\"$minKey\": 1}");
    private static final byte[] MAX_KEY = ascii("{\"$maxKey\": 1}");
    private static final byte[] UNDEFINED = ascii("{\"$undefined\": true}");
    private static final byte[] QUOTED_END = ascii("\"}");
    private static final byte[] QUOTED_END_TWICE = ascii("\"}}");
    private static final byte[] END_TWICE = ascii("}}");

    private final boolean canonical;
    private final boolean pretty;
    final JsonOutput output = new JsonOutput();
    final FieldPath path = new FieldPath();

    /**
     * Creates a writer for one text.
     *
     * @param pretty whether to spread documents over several lines
     */
    public JsonWriter(JsonMode mode, boolean pretty) {
        this.canonical = mode == JsonMode.CANONICAL;
        this.pretty = pretty;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** The text of a value. */
    public final String write(@Nullable Object value) {
        value(value);
        return output.toString();
    }

    final void value(@Nullable Object value) {
        if (value == null) {
            output.raw(NULL);
            return;
        }
        // The most frequent types by class identity, without a chain of subtype checks.
        Class<?> type = value.getClass();
        if (type == String.class) {
            output.quoted((String) value);
        } else if (type == Integer.class) {
            int32((Integer) value);
        } else if (value instanceof Map<?, ?> map) {
            document(map);
        } else if (type == Long.class) {
            int64((Long) value);
        } else if (type == Double.class) {
            float64((Double) value);
        } else if (type == Boolean.class) {
            output.raw((Boolean) value ? TRUE : FALSE);
        } else if (type == ObjectId.class) {
            objectId((ObjectId) value);
        } else if (value instanceof Collection<?> values) {
            array(values, values);
        } else if (type == Instant.class) {
            instant((Instant) value);
        } else {
            rarer(value);
        }
    }

    private void rarer(Object value) {
        switch (value) {
            case Binary binary -> binary(binary);
            case Decimal128 decimal -> decimal(decimal);
            case UUID uuid -> binary(UuidRepresentation.STANDARD.encode(uuid));
            case StoredAsDocument form -> decoded(form);
            case Timestamp timestamp -> timestamp(timestamp);
            case Regex regex -> regex(regex);
            case byte[] bytes -> binary(new Binary(bytes));
            case Float number -> float64(number);
            case Short number -> int32(number);
            case Byte number -> int32(number);
            case BsonVector vector -> binary(vector.toBinary());
            case Date date -> dateTime(epochMillis(date));
            case Pattern pattern -> regex(Regex.of(pattern));
            default -> rarest(value);
        }
    }

    private void rarest(Object value) {
        switch (value) {
            case Code code -> {
                output.raw(CODE);
                output.quoted(code.code());
                output.character('}');
            }
            case CodeWithScope code -> {
                output.raw(CODE);
                output.quoted(code.code());
                output.raw(CODE_SCOPE);
                document(code.scope());
                output.character('}');
            }
            case Symbol symbol -> {
                output.raw(SYMBOL);
                output.quoted(symbol.symbol());
                output.character('}');
            }
            case DbPointer pointer -> {
                output.raw(DB_POINTER);
                output.quoted(pointer.namespace());
                output.raw(DB_POINTER_ID);
                objectId(pointer.id());
                output.raw(END_TWICE);
            }
            case MinKey ignored -> output.raw(MIN_KEY);
            case MaxKey ignored -> output.raw(MAX_KEY);
            case Undefined ignored -> output.raw(UNDEFINED);
            case Object array when array.getClass().isArray() -> array(array, elements(array));
            default -> fallback(value);
        }
    }

    private static Collection<@Nullable Object> elements(Object array) {
        return new AbstractList<>() {
            @Override
            public @Nullable Object get(int index) {
                return Array.get(array, index);
            }

            @Override
            public int size() {
                return Array.getLength(array);
            }
        };
    }

    /** A value of a class that BSON has no type for. */
    void fallback(Object value) {
        throw failure("no BSON type is known for values of " + value.getClass(), null);
    }

    void decoded(StoredAsDocument form) {
        document(form.toDocument());
    }

    /** The name of a field whose key is not a string. */
    String name(@Nullable Object key) {
        throw failure("a field name must be a string, but is " + key, null);
    }

    final void document(Map<?, ?> map) {
        if (map.isEmpty()) {
            output.raw(EMPTY_DOCUMENT);
            return;
        }
        if (!enter(map)) {
            return;
        }
        if (path.depth() == 1) {
            path.outermost(map);
        }
        output.character('{');
        boolean first = true;
        for (Map.Entry<?, ?> field : map.entrySet()) {
            String name = field.getKey() instanceof String text ? text : name(field.getKey());
            separate(first, pretty);
            first = false;
            output.quoted(name);
            output.raw(NAME_END);
            path.name(name);
            value(field.getValue());
        }
        leave();
        close('}', pretty);
    }

    private void array(Object container, Collection<?> values) {
        if (!enter(container)) {
            return;
        }
        output.character('[');
        boolean lines = pretty && values.stream().anyMatch(JsonWriter::isNested);
        boolean first = true;
        for (Object value : values) {
            path.nextIndex();
            separate(first, lines);
            first = false;
            value(value);
        }
        leave();
        close(']', lines);
    }

    private static boolean isNested(@Nullable Object value) {
        return value instanceof Map || value instanceof Collection || value instanceof StoredAsDocument;
    }

    final void separate(boolean first, boolean lines) {
        if (lines) {
            if (!first) {
                output.character(',');
            }
            newLine();
        } else if (!first) {
            output.raw(SEPARATOR);
        }
    }

    private void close(char bracket, boolean lines) {
        if (lines) {
            newLine();
        }
        output.character(bracket);
    }

    private void newLine() {
        output.character('\n').spaces(2 * path.depth());
    }

    /** Enters a document or array; returns false if something else has been written instead. */
    boolean enter(Object container) {
        if (path.depth() == MAX_DEPTH) {
            throw failure("documents and arrays are nested deeper than " + MAX_DEPTH + " levels", null);
        }
        path.enter();
        return true;
    }

    void leave() {
        path.leave();
    }

    final void int32(int value) {
        if (canonical) {
            wrappedInteger(NUMBER_INT, value);
        } else {
            output.integer(value);
        }
    }

    final void int64(long value) {
        if (canonical) {
            wrappedInteger(NUMBER_LONG, value);
        } else {
            output.integer(value);
        }
    }

    private void wrappedInteger(byte[] start, long value) {
        output.raw(start);
        output.integer(value);
        output.raw(QUOTED_END);
    }

    final void float64(double value) {
        if (!canonical && Double.isFinite(value)) {
            output.float64(value);
            return;
        }
        output.raw(NUMBER_DOUBLE);
        if (Double.isFinite(value)) {
            output.float64(value);
        } else {
            output.ascii(Double.toString(value));
        }
        output.raw(QUOTED_END);
    }

    private void decimal(Decimal128 value) {
        output.raw(NUMBER_DECIMAL);
        output.ascii(value.toString());
        output.raw(QUOTED_END);
    }

    final void objectId(ObjectId value) {
        output.raw(OBJECT_ID);
        output.ascii(value.hex());
        output.raw(QUOTED_END);
    }

    final void dateTime(long epochMillis) {
        if (canonical || epochMillis < JsonDates.MIN_TEXT_MILLIS || epochMillis > JsonDates.MAX_TEXT_MILLIS) {
            output.raw(DATE_NUMBER);
            output.integer(epochMillis);
            output.raw(QUOTED_END_TWICE);
        } else {
            output.raw(DATE_TEXT);
            JsonDates.write(output, epochMillis);
            output.raw(QUOTED_END);
        }
    }

    private void instant(Instant instant) {
        long epochMillis;
        try {
            epochMillis = instant.toEpochMilli();
        } catch (ArithmeticException e) {
            tooFar(instant, e);
            return;
        }
        dateTime(epochMillis);
    }

    /** A time that BSON cannot represent. */
    void tooFar(Instant instant, ArithmeticException e) {
        throw failure("the instant " + instant + " does not fit into 64 bits of milliseconds", e);
    }

    @SuppressWarnings("JavaUtilDate") // its subclass java.sql.Date does not support toInstant
    private static long epochMillis(Date date) {
        return date.getTime();
    }

    private void binary(Binary value) {
        output.raw(BINARY);
        output.base64(value.bytes());
        output.raw(BINARY_SUBTYPE);
        output.hex(value.subtype());
        output.raw(QUOTED_END_TWICE);
    }

    private void timestamp(Timestamp value) {
        output.raw(TIMESTAMP);
        output.integer(Integer.toUnsignedLong(value.seconds()));
        output.raw(TIMESTAMP_INCREMENT);
        output.integer(Integer.toUnsignedLong(value.increment()));
        output.raw(END_TWICE);
    }

    private void regex(Regex value) {
        output.raw(REGEX);
        output.quoted(value.pattern());
        output.raw(REGEX_OPTIONS);
        output.quoted(value.options());
        output.raw(END_TWICE);
    }

    private BsonException failure(String problem, @Nullable Throwable cause) {
        return new BsonException(problem, path.toString(), null, path.documentId(), cause);
    }
}
