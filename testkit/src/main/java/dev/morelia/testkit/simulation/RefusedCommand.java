package dev.morelia.testkit.simulation;

import dev.morelia.internal.protocol.ErrorCode;

/** A command that a simulated server does not carry out: better none than another than the one that was meant. */
final class RefusedCommand extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final String reason;

    private RefusedCommand(ErrorCode code, String reason) {
        super(reason);
        this.code = code.number();
        this.reason = reason;
    }

    static RefusedCommand unknown(String what) {
        return new RefusedCommand(ErrorCode.NOT_IMPLEMENTED, "simulated servers do not know " + what);
    }

    static RefusedCommand tooOld(long number, long newest) {
        return new RefusedCommand(
                ErrorCode.TRANSACTION_TOO_OLD,
                "write " + number + " comes too late, as write " + newest + " of this session is done already");
    }

    static RefusedCommand noCursor(long id) {
        return new RefusedCommand(ErrorCode.CURSOR_NOT_FOUND, "cursor id " + id + " not found");
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
