package dev.morelia.testkit.simulation.oplog;

import dev.morelia.internal.protocol.ErrorCode;

/** A command that fails, or that a simulated server rejects instead of executing it inexactly. */
public final class RejectedCommand extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final String reason;

    /**
     * Rejects a command.
     *
     * @param code the error code of the reply
     * @param reason the message of the reply
     */
    // The codes are exported only to this module, as is this package.
    @SuppressWarnings("exports")
    public RejectedCommand(ErrorCode code, String reason) {
        super(reason);
        this.code = code.number();
        this.reason = reason;
    }

    static RejectedCommand unknown(String what) {
        return new RejectedCommand(ErrorCode.NOT_IMPLEMENTED, "simulated servers do not support " + what);
    }

    static RejectedCommand notPrimary() {
        return new RejectedCommand(ErrorCode.NOT_WRITABLE_PRIMARY, "not primary");
    }

    static RejectedCommand tooOld(long number, long newest) {
        return new RejectedCommand(
                ErrorCode.TRANSACTION_TOO_OLD,
                "transaction number " + number + " comes too late, as this session has already used " + newest);
    }

    static RejectedCommand noTransaction(long number) {
        return new RejectedCommand(
                ErrorCode.NO_SUCH_TRANSACTION, "transaction " + number + " is not in progress, or was aborted");
    }

    /** The error code of the reply. */
    public int code() {
        return code;
    }

    /** The message of the reply. */
    public String reason() {
        return reason;
    }
}
