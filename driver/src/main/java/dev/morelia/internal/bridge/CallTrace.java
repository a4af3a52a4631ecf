package dev.morelia.internal.bridge;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stack of a call of the async API, for the exception of an operation on another thread. */
final class CallTrace {
    private static final String BRIDGE = Bridge.class.getName();

    /** Stands between the stack of the operation and that of its caller. */
    static final StackTraceElement CALLED_FROM = new StackTraceElement("dev.morelia.async", "calledFrom", "", -1);

    private CallTrace() {}

    /**
     * Adds the stack of the caller to an exception. Never throws.
     *
     * @param call was created by the caller; null if its stack was not recorded
     */
    static Throwable attach(Throwable failure, @Nullable Throwable call) {
        if (call != null) {
            try {
                StackTraceElement[] own = failure.getStackTrace();
                // An exception that several operations throw would grow with each.
                if (Arrays.stream(own).noneMatch(CALLED_FROM::equals)) {
                    failure.setStackTrace(concatenated(own, call));
                }
            } catch (Throwable noMemory) {
                // It remains as it is.
            }
        }
        return failure;
    }

    private static StackTraceElement[] concatenated(StackTraceElement[] own, Throwable call) {
        var calling = Arrays.stream(call.getStackTrace())
                .dropWhile(frame -> frame.getClassName().equals(BRIDGE));
        return Stream.concat(Stream.concat(Arrays.stream(own), Stream.of(CALLED_FROM)), calling)
                .toArray(StackTraceElement[]::new);
    }
}
