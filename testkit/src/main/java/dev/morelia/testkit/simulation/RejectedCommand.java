package dev.morelia.testkit.simulation;

import dev.morelia.internal.protocol.ErrorCode;

/** A command that a simulated server rejects instead of executing it inexactly. */
final class RejectedCommand extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final String reason;

    private RejectedCommand(ErrorCode code, String reason) {
        super(reason);
        this.code = code.number();
        this.reason = reason;
    }

    static RejectedCommand unknown(String what) {
        return new RejectedCommand(ErrorCode.NOT_IMPLEMENTED, "simulated servers do not support " + what);
    }

    static RejectedCommand tooOld(long number, long newest) {
        return new RejectedCommand(
                ErrorCode.TRANSACTION_TOO_OLD,
                "write " + number + " comes too late, as write " + newest
                        + " of this session has already been executed");
    }

    static RejectedCommand noCursor(long id) {
        return new RejectedCommand(ErrorCode.CURSOR_NOT_FOUND, "cursor id " + id + " not found");
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
