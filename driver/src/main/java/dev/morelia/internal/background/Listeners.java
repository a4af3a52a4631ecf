package dev.morelia.internal.background;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Listeners of the program. One that throws, whatever it is, disturbs neither the others nor the caller; the failure is
 * logged, once for each listener and kind. Thread-safe.
 *
 * @param <L> the type of the listeners
 */
public final class Listeners<L> {
    private final List<L> listeners;
    private final String kind;
    private final System.Logger logger;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * @param kind what messages call one of them, such as "pool listener"
     * @param logger where failures are logged
     */
    public Listeners(List<L> listeners, String kind, System.Logger logger) {
        this.listeners = List.copyOf(listeners);
        this.kind = kind;
        this.logger = logger;
    }

    /** Whether there is nobody to tell. */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Calls all of them, in their order, on the calling thread. Never throws. */
    public void tell(Consumer<? super L> event) {
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
            if (told.add(type + " " + failure.getClass().getName())) {
                logger.log(
                        System.Logger.Level.WARNING,
                        "the " + kind + " " + type + " threw an exception; the client goes on; further failures of "
                                + "this kind are not logged",
                        failure);
            }
        } catch (Throwable alsoTheLog) {
            // A log handler is code of the program, too.
        }
    }
}
