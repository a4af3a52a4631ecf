package dev.morelia.bson.internal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands for an exception that cannot be serialized: its text, its stack trace, and what caused it. */
final class RecordedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;

    /**
     * @param own class of exceptions that handle their own serialization
     * @param recorded exceptions already recorded further up
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

    /** That of the original. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // with the name of its class
    public String toString() {
        return text;
    }
}
