package dev.morelia.testkit.simulation;

/** A command that a simulated server does not carry out: better none than another than the one that was meant. */
final class RefusedCommand extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int NOT_IMPLEMENTED = 238;
    private static final int CURSOR_NOT_FOUND = 43;
    private static final int TRANSACTION_TOO_OLD = 225;

    private final int code;
    private final String reason;

    private RefusedCommand(int code, String reason) {
        super(reason);
        this.code = code;
        this.reason = reason;
    }

    static RefusedCommand unknown(String what) {
        return new RefusedCommand(NOT_IMPLEMENTED, "simulated servers do not know " + what);
    }

    static RefusedCommand tooOld(long number, long newest) {
        return new RefusedCommand(
                TRANSACTION_TOO_OLD,
                "write " + number + " comes too late, as write " + newest + " of this session is done already");
    }

    static RefusedCommand noCursor(long id) {
        return new RefusedCommand(CURSOR_NOT_FOUND, "cursor id " + id + " not found");
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
