package dev.morelia.spi;

/**
 * Carries context from the caller of the async API to the thread that executes the operation: logging context, traces,
 * scoped values. Codecs, command listeners, and what the program attaches to the future without naming an executor then
 * find it there. Must be thread-safe.
 *
 * <pre>{@code
 * MongoClient.builder().contextPropagation(operation -> {
 *     Map<String, String> context = MDC.getCopyOfContextMap();
 *     return () -> {
 *         MDC.setContextMap(context);
 *         try {
 *             operation.run();
 *         } finally {
 *             MDC.clear();
 *         }
 *     };
 * });
 * }</pre>
 */
@FunctionalInterface
public interface ContextPropagation {

    /**
     * Returns what runs the operation in the context of the calling thread. Called without a lock by the thread that
     * calls the async API. If it throws, or what it returns does not run the operation, the operation runs without the
     * context, and the client logs the first such failure.
     *
     * @param operation to be run once, on the thread that runs the returned object; never throws
     */
    Runnable wrap(Runnable operation);
}
