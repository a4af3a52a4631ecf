package dev.morelia.internal.background;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The user's listeners of one kind. An exception from a listener affects neither the other listeners nor the caller; it
 * is logged, once for each listener and kind of exception. Thread-safe.
 *
 * @param <L> the type of the listeners
 */
public final class Listeners<L> {
    private final List<L> listeners;
    private final String kind;
    private final System.Logger logger;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /**
     * @param kind the name of one of them in messages, such as "pool listener"
     * @param logger the logger for failures
     */
    public Listeners(List<L> listeners, String kind, System.Logger logger) {
        this.listeners = List.copyOf(listeners);
        this.kind = kind;
        this.logger = logger;
    }

    /** Whether there are no listeners. */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Calls all listeners in order on the calling thread. Never throws. */
    public void publish(Consumer<? super L> event) {
        for (L listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable failure) {
                report(listener, failure);
            }
        }
    }

    private void report(L listener, Throwable failure) {
        try {
            String type = listener.getClass().getName();
            if (reported.add(type + " " + failure.getClass().getName())) {
                logger.log(
                        System.Logger.Level.WARNING,
                        "the " + kind + " " + type + " threw an exception, which is ignored; further exceptions of "
                                + "this kind are not logged",
                        failure);
            }
        } catch (Throwable alsoTheLog) {
            // A log handler is user code too.
        }
    }
}
