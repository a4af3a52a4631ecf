package dev.morelia.error;

/**
 * An operation of the async API was rejected because too many were in flight and in the queue. Nothing was sent.
 *
 * @see dev.morelia.settings.AsyncSettings
 */
public final class AsyncQueueFullException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * An operation that was rejected.
     *
     * @param inFlight how many operations are in flight
     * @param maxInFlight their maximum
     * @param queued how many operations are in the queue
     * @param maxQueued their maximum
     */
    public AsyncQueueFullException(int inFlight, int maxInFlight, int queued, int maxQueued) {
        super(
                "Too many operations of the async API: " + inFlight + " are in flight, with maxInFlight " + maxInFlight
                        + ", and " + queued + " in the queue, with maxQueued " + maxQueued + ". Start fewer at a time,"
                        + " for example by waiting for some to complete; a longer queue only lets them wait longer."
                        + " Nothing was sent: ",
                null,
                RetryAdvice.SAFE,
                null,
                true);
    }

    private AsyncQueueFullException(AsyncQueueFullException original) {
        super(original);
    }

    @Override
    AsyncQueueFullException copy() {
        return new AsyncQueueFullException(this);
    }
}
