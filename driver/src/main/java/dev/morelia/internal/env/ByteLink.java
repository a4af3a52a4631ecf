package dev.morelia.internal.env;

import java.io.IOException;

/**
 * A two-way stream of bytes to one remote address. Used by one thread at a time; {@link #close} may be called by any
 * thread at any time and unblocks a blocked thread. Only a read can have a timeout; other calls are limited by closing
 * the link.
 *
 * <p>Interrupting a thread that is blocked here, or that calls a method with its interrupt flag set, closes the link;
 * the call then throws {@link java.nio.channels.ClosedByInterruptException} and the flag stays set. A call on a link
 * that is closed, or becomes closed meanwhile, throws another {@link java.nio.channels.ClosedChannelException}.
 */
public interface ByteLink extends AutoCloseable {

    /** Connects; called once, before any other method except {@link #close}. */
    void connect() throws IOException;

    /**
     * Reads available bytes, waiting for at least one.
     *
     * @return the number of bytes read, or -1 at the end of the stream
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Whether {@link #read(byte[], int, int, long)} is supported; not for Unix domain sockets. */
    boolean limitsReads();

    /**
     * Like {@link #read(byte[], int, int)}, but with a timeout. Slower than a read without one, especially on virtual
     * threads.
     *
     * @param timeoutNanos positive
     * @throws java.net.SocketTimeoutException if the timeout expired; the link stays usable
     */
    int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException;

    /** Writes all of the bytes, with as few system calls as possible. */
    void write(byte[] source, int offset, int length) throws IOException;

    /**
     * Reads what has already arrived, without waiting.
     *
     * @return the number of bytes read; 0 if none have arrived; -1 at the end of the stream
     */
    int readNow(byte[] target, int offset, int length) throws IOException;

    /**
     * Checks, without blocking, whether the link is as it should be between two messages: neither closed by the peer
     * nor with unread bytes. Otherwise it is no longer usable.
     */
    default boolean isQuiet() {
        try {
            return readNow(new byte[1], 0, 1) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Closes the link; never throws or blocks; may be called repeatedly. */
    @Override
    void close();
}
