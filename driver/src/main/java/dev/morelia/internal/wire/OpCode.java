package dev.morelia.internal.wire;

/** The operation codes of messages. */
public final class OpCode {

    /** The reply to {@link #QUERY}. */
    public static final int REPLY = 1;

    /** The legacy query, which handshakes with old servers still use. */
    public static final int QUERY = 2004;

    /** Another message in compressed form. */
    public static final int COMPRESSED = 2012;

    /** A command or its reply. */
    public static final int MSG = 2013;

    private OpCode() {}
}
