package dev.morelia.bson.internal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces an exception that is not serializable: keeps its text, stack trace and cause. */
final class RecordedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;

    /**
     * @param own a class of exceptions that handle their serialization themselves
     * @param recorded the exceptions already recorded further up the chain
     */
    RecordedException(Throwable original, Class<?> own, Set<Throwable> recorded) {
        super(message(original), cause(original, own, recorded));
        this.text = SerialForm.text(original);
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            if (!recorded.contains(suppressed)) {
                addSuppressed(SerialForm.orRecord(suppressed, own, recorded));
            }
        }
    }

    private static @Nullable String message(Throwable original) {
        try {
            return original.getMessage();
        } catch (Throwable failure) {
            SerialForm.rethrowFatal(failure);
            return null;
        }
    }

    private static @Nullable Throwable cause(Throwable original, Class<?> own, Set<Throwable> recorded) {
        recorded.add(original);
        Throwable cause = original.getCause();
        return cause == null || recorded.contains(cause) ? null : SerialForm.orRecord(cause, own, recorded);
    }

    /** The stack trace of the original. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // includes the name of its class
    public String toString() {
        return text;
    }
}
