package dev.morelia.testkit.simulation;

/** A command that a simulated server rejects instead of executing it inexactly. */
final class RejectedCommand extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int NOT_IMPLEMENTED = 238;
    private static final int CURSOR_NOT_FOUND = 43;
    private static final int TRANSACTION_TOO_OLD = 225;

    private final int code;
    private final String reason;

    private RejectedCommand(int code, String reason) {
        super(reason);
        this.code = code;
        this.reason = reason;
    }

    static RejectedCommand unknown(String what) {
        return new RejectedCommand(NOT_IMPLEMENTED, "simulated servers do not support " + what);
    }

    static RejectedCommand tooOld(long number, long newest) {
        return new RejectedCommand(
                TRANSACTION_TOO_OLD,
                "write " + number + " comes too late, as write " + newest
                        + " of this session has already been executed");
    }

    static RejectedCommand noCursor(long id) {
        return new RejectedCommand(CURSOR_NOT_FOUND, "cursor id " + id + " not found");
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
