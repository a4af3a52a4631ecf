package dev.morelia.internal.wire;

/** The kinds of messages, as they stand in the header. */
public final class OpCode {

    /** Answer to {@link #QUERY}. */
    public static final int REPLY = 1;

    /** The old query, which the oldest handshakes are still sent with. */
    public static final int QUERY = 2004;

    /** Another message, compressed. */
    public static final int COMPRESSED = 2012;

    /** A command or its answer. */
    public static final int MSG = 2013;

    private OpCode() {}
}
