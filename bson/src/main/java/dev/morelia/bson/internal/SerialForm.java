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
 * Makes the content of an exception serializable, so that serialization does not fail whatever an application has put
 * there. Whether a value is serializable is found out by trying.
 */
public final class SerialForm {
    private SerialForm() {}

    /**
     * The exception itself if it is serializable, else one with the same text.
     *
     * @param own a class of exceptions that handle their serialization like {@link BsonException}: each replaces itself
     *     with a copy, which the stream remembers, so that they may refer to each other in cycles
     */
    public static @Nullable Throwable orRecord(@Nullable Throwable exception, Class<?> own) {
        Set<Throwable> recorded = Collections.newSetFromMap(new IdentityHashMap<>());
        return exception == null ? null : orRecord(exception, own, recorded);
    }

    static Throwable orRecord(Throwable exception, Class<?> own, Set<Throwable> recorded) {
        if (isOwn(exception, own)) {
            return exception;
        }
        // Trying an exception with such a one in its chain would lead back here, forever if there is a cycle.
        if (!leadsToOwn(exception, own) && isSerializable(exception)) {
            return exception;
        }
        return new RecordedException(exception, own, recorded);
    }

    private static boolean isOwn(Throwable exception, Class<?> own) {
        return exception instanceof BsonException || own.isInstance(exception);
    }

    private static boolean leadsToOwn(Throwable exception, Class<?> own) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayDeque<Throwable>();
        open.add(exception);
        while (!open.isEmpty()) {
            Throwable next = open.remove();
            if (isOwn(next, own)) {
                return true;
            }
            if (seen.add(next)) {
                if (next.getCause() != null) {
                    open.add(next.getCause());
                }
                Collections.addAll(open, next.getSuppressed());
            }
        }
        return false;
    }

    /** The value itself if it is serializable, else its text. */
    public static @Nullable Object orText(@Nullable Object value) {
        return value == null || isSerializable(value) ? value : text(value);
    }

    /** Copies a list, replacing each value that is not serializable with its text. */
    public static Map<Integer, @Nullable Object> orText(Map<Integer, @Nullable Object> values) {
        if (isSerializable(values)) {
            return values;
        }
        var texts = new LinkedHashMap<Integer, @Nullable Object>();
        values.forEach((key, value) -> texts.put(key, orText(value)));
        return texts;
    }

    /** Whether a value is serializable with everything that it refers to. */
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

    /** Application code may throw anything; only errors of the virtual machine itself are rethrown. */
    static void rethrowFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
    }
}
