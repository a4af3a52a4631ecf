package dev.morelia.internal.connection;

import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.env.AbandonableCall;
import dev.morelia.internal.env.AbandonableCall.Cancelled;
import dev.morelia.internal.env.AbandonableCall.Failed;
import dev.morelia.internal.env.AbandonableCall.Interrupted;
import dev.morelia.internal.env.AbandonableCall.NotStarted;
import dev.morelia.internal.env.AbandonableCall.Returned;
import dev.morelia.internal.env.AbandonableCall.TimedOut;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.net.Transport;
import dev.morelia.internal.net.TransportException;
import dev.morelia.internal.wire.OpCompressed;
import dev.morelia.internal.wire.WireException;
import dev.morelia.spi.Compressor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Decompresses the replies of one connection, until it is too late for its operation. Not thread-safe. */
final class Decompression {
    /** Malicious data of this size takes the slowest compressor some 70 milliseconds. */
    private static final int LONG_BYTES = 2 * 1024 * 1024;

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Env env;
    private final Transport transport;
    private final BooleanSupplier isOver;

    Decompression(Env env, Transport transport) {
        this.env = env;
        this.transport = transport;
        this.isOver = () -> !transport.isOpen() || env.isInterrupted();
    }

    /** Decompresses a message that is small enough to be in the transport's buffer. */
    byte[] small(OpCompressed message, Compressor compressor, byte[] source, int offset, int length) {
        return message.decompress(compressor, source, offset, length, isOver);
    }

    /**
     * Decompresses a message that fills an array.
     *
     * @throws TransportException if the transport was closed meanwhile, by the deadline or a cancellation, or the
     *     thread was interrupted
     */
    byte[] large(OpCompressed message, Compressor compressor, byte[] data) throws TransportException {
        boolean isLong = Math.max(data.length, message.uncompressedSize()) >= LONG_BYTES;
        try {
            return isLong && !Compression.canStop(compressor)
                    ? apart(message, compressor, data)
                    : small(message, compressor, data, 0, data.length);
        } catch (WireException e) {
            transport.requireOpen();
            throw e;
        }
    }

    /** Code that does not stop when it is too late runs on a thread of its own, so that this one can leave. */
    private byte[] apart(OpCompressed message, Compressor compressor, byte[] data) throws TransportException {
        var call = AbandonableCall.start(
                env,
                "morelia-decompression",
                ThreadKind.PLATFORM_DAEMON,
                () -> small(message, compressor, data, 0, data.length),
                Deadline.NONE);
        while (true) {
            var turn = Deadline.after(env.nanoTime(), TURN_NANOS);
            switch (call.await(turn, CancelToken.NONE)) {
                case Returned<byte[]>(var payload) -> {
                    return payload;
                }
                case Failed<byte[]>(RuntimeException unchecked) -> throw unchecked;
                case Failed<byte[]>(Error error) -> throw error;
                case Failed<byte[]>(var impossible) -> throw new IllegalStateException(impossible);
                case NotStarted<byte[]>(var noThread) -> {
                    return small(message, compressor, data, 0, data.length);
                }
                case TimedOut<byte[]> turnOver -> transport.requireOpen();
                case Cancelled<byte[]> never -> transport.requireOpen();
                case Interrupted<byte[]> interrupted -> transport.requireOpen();
            }
        }
    }
}
