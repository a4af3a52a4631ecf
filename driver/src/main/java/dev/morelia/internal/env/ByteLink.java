package dev.morelia.internal.env;

import java.io.IOException;

/**
 * A two-way stream of bytes to one remote address. One thread at a time reads and writes; {@link #close} may come from
 * any thread at any time and frees whoever is blocked. Whoever keeps time closes the link; only a read can be limited
 * without that.
 *
 * <p>Interrupting a thread that is blocked here, or enters with its interrupt flag set, closes the link; the call then
 * throws {@link java.nio.channels.ClosedByInterruptException} and the flag stays set. A call on a link that is closed,
 * or becomes closed meanwhile, throws another {@link java.nio.channels.ClosedChannelException}.
 */
public interface ByteLink extends AutoCloseable {

    /** Connects; called once, before any other method but {@link #close}. */
    void connect() throws IOException;

    /**
     * Reads what is there, waiting for at least one byte.
     *
     * @return how many bytes were read, or -1 when the peer has ended the stream
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Whether {@link #read(byte[], int, int, long)} is possible; not with a Unix domain socket. */
    boolean limitsReads();

    /**
     * As {@link #read(byte[], int, int)}, but waits no longer than this. It takes longer than a read without limit,
     * above all on virtual threads.
     *
     * @param timeoutNanos positive
     * @throws java.net.SocketTimeoutException when nothing has come; the link is as it was
     */
    int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException;

    /** Writes all these bytes, in as few steps as the system allows. */
    void write(byte[] source, int offset, int length) throws IOException;

    /**
     * Looks, without waiting, whether the link is as a link between two messages should be: the peer has neither ended
     * it nor sent anything. One that is not is of no more use.
     */
    boolean isQuiet();

    /** Closes the link; never throws, never blocks, may be repeated. */
    @Override
    void close();
}
