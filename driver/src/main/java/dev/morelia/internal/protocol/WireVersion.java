package dev.morelia.internal.protocol;

/** The wire versions of servers, as {@code hello} reports them. */
public final class WireVersion {
    /** MongoDB 4.2. */
    public static final int SERVER_4_2 = 8;

    /** MongoDB 4.4. */
    public static final int SERVER_4_4 = 9;

    /** MongoDB 5.0. */
    public static final int SERVER_5_0 = 13;

    /** MongoDB 6.0. */
    public static final int SERVER_6_0 = 17;

    /** MongoDB 7.0. */
    public static final int SERVER_7_0 = 21;

    /** MongoDB 8.0. */
    public static final int SERVER_8_0 = 25;

    /** MongoDB 8.2. */
    public static final int SERVER_8_2 = 27;

    /** The oldest that this driver supports. */
    public static final int MINIMUM = SERVER_4_2;

    /** The newest that this driver supports. */
    public static final int MAXIMUM = SERVER_8_2;

    private WireVersion() {}
}
