package dev.morelia.bson.internal;

import dev.morelia.bson.BsonException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the content of an exception serializable, so that Java's serialization does not fail whatever an application
 * has put there. Whether a value can be serialized is found out by trying.
 */
public final class SerialForm {
    private SerialForm() {}

    /**
     * The exception itself if it can be serialized, else one with the same text.
     *
     * @param own class of exceptions that, as a {@link BsonException} does, handle their serialization in this way:
     *     each replaces itself by a copy, which a stream remembers, so that they may refer to each other in circles
     */
    public static @Nullable Throwable orRecord(@Nullable Throwable exception, Class<?> own) {
        Set<Throwable> recorded = Collections.newSetFromMap(new IdentityHashMap<>());
        return exception == null ? null : orRecord(exception, own, recorded);
    }

    static Throwable orRecord(Throwable exception, Class<?> own, Set<Throwable> recorded) {
        if (isOwn(exception, own)) {
            return exception;
        }
        // To try it where such an exception is in turn below would lead back here, without end if it is a circle.
        if (!leadsToOwn(exception, own) && isSerializable(exception)) {
            return exception;
        }
        return new RecordedException(exception, own, recorded);
    }

    private static boolean isOwn(Throwable exception, Class<?> own) {
        return exception instanceof BsonException || own.isInstance(exception);
    }

    private static boolean leadsToOwn(Throwable exception, Class<?> own) {
        Set<Throwable> met = Collections.newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayDeque<Throwable>();
        open.add(exception);
        while (!open.isEmpty()) {
            Throwable next = open.remove();
            if (isOwn(next, own)) {
                return true;
            }
            if (met.add(next)) {
                if (next.getCause() != null) {
                    open.add(next.getCause());
                }
                Collections.addAll(open, next.getSuppressed());
            }
        }
        return false;
    }

    /** The value itself if it can be serialized, else its text. */
    public static @Nullable Object orText(@Nullable Object value) {
        return value == null || isSerializable(value) ? value : text(value);
    }

    /** The same values, but the text of each that cannot be serialized. */
    public static Map<Integer, @Nullable Object> orText(Map<Integer, @Nullable Object> values) {
        if (isSerializable(values)) {
            return values;
        }
        var texts = new LinkedHashMap<Integer, @Nullable Object>();
        values.forEach((key, value) -> texts.put(key, orText(value)));
        return texts;
    }

    /** Whether a value can be serialized with all that it refers to. */
    public static boolean isSerializable(Object value) {
        try (var output = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            output.writeObject(value);
            return true;
        } catch (Throwable failure) {
            rethrowFatal(failure);
            return false;
        }
    }

    static String text(Object value) {
        try {
            return String.valueOf(value);
        } catch (Throwable failure) {
            rethrowFatal(failure);
            return value.getClass().getName();
        }
    }

    /** Application code may throw anything; only errors of the virtual machine itself are thrown again. */
    static void rethrowFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
    }
}
