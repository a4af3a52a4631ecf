package dev.morelia.internal.pool;

/** The stack that checked a connection out; never thrown, but attached to the error of an exhausted pool. */
final class CheckOutTrace extends RuntimeException {
    private static final long serialVersionUID = 1;

    CheckOutTrace(String tried, long driverConnectionId) {
        super(tried + " has taken connection " + driverConnectionId + " here");
    }
}
