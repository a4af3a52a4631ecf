package dev.morelia.internal.connection;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.spi.Compressor;
import dev.morelia.topology.ServerAddress;
import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the commands of one connection as messages, each into the buffer of the previous one, and compresses them
 * once a compressor has been negotiated. Checks them against the server's limits; sends nothing. Not thread-safe.
 */
final class CommandOutput {

    /** A larger buffer is only kept on a soft reference. */
    static final int RETAINED_BYTES = 1024 * 1024;

    private final ServerAddress server;
    private final AtomicInteger requestIds;
    private final Runnable closeConnection;
    private Limits limits = Limits.DEFAULT;
    private @Nullable CompressedOutput compressed;
    private BsonOutput smallOutput = new BsonOutput(1024);
    private SoftReference<BsonOutput> largeOutput = new SoftReference<>(null);
    private BsonOutput output = smallOutput;
    private byte[] message = smallOutput.buffer();
    private int length;

    /**
     * Encodes commands for a server.
     *
     * @param closeConnection closes the connection; called when there is no memory left to replace a large buffer
     */
    CommandOutput(ServerAddress server, AtomicInteger requestIds, Runnable closeConnection) {
        this.server = server;
        this.requestIds = requestIds;
        this.closeConnection = closeConnection;
    }

    /** Sets the limits that the server has reported. */
    void limits(Limits reported) {
        limits = reported;
    }

    /** Compresses commands from now on. */
    void compressWith(Compressor compressor) {
        compressed = new CompressedOutput(compressor);
    }

    /**
     * Encodes a command. No message is encoded after a failure, nor if the command has a sequence without any
     * documents.
     *
     * @param extra writes further elements at the end of the command document, or null
     * @param context for the values of the command and its sequence; not for the extra elements
     * @return the request id
     * @throws BsonException if a value cannot be encoded or documents are nested too deeply
     * @throws IllegalArgumentException if the command is larger than the server accepts
     */
    int encode(Command command, @Nullable Consumer<BsonOutput> extra, EncodingContext context) {
        takeOutput();
        boolean complete = false;
        try {
            int requestId = requestIds.incrementAndGet();
            int start = OpMsg.begin(output, requestId, 0, flags(command));
            encodeBody(command, extra, context);
            if (command.sequence() != null) {
                output.context(context);
                if (!encode(command.sequence())) {
                    return requestId;
                }
            }
            MessageHeader.end(output, start);
            checkSize(command, "message", output.position(), limits.maxMessageSizeBytes());
            if (compressed == null || !compress(command, compressed)) {
                message = output.buffer();
                length = output.position();
            }
            complete = true;
            return requestId;
        } finally {
            // Whatever a codec has left there.
            output.context(EncodingContext.STANDARD);
            if (!complete) {
                release();
            }
        }
    }

    private static int flags(Command command) {
        if (!command.acknowledged()) {
            return OpMsg.MORE_TO_COME;
        }
        return command.exhaustAllowed() ? OpMsg.EXHAUST_ALLOWED : 0;
    }

    private void encodeBody(Command command, @Nullable Consumer<BsonOutput> extra, EncodingContext context) {
        int start = output.position();
        output.startDocument();
        output.context(context);
        command.body().accept(output);
        output.context(EncodingContext.STANDARD);
        output.string("$db", command.database());
        if (extra != null) {
            extra.accept(output);
        }
        output.endDocument();
        int maximum = limits.maxBsonObjectSize() + Limits.COMMAND_OVERHEAD_BYTES;
        checkSize(command, "document", output.position() - start, maximum);
    }

    /** Encodes a sequence and those after it; returns whether the first one has any documents. */
    private boolean encode(DocumentSequence first) {
        for (var sequence = first; sequence != null; sequence = sequence.next()) {
            int start = OpMsg.beginSequence(output, sequence.identifier());
            int written = sequence.write(output, limits.maxMessageSizeBytes());
            if (written == 0) {
                return false;
            }
            OpMsg.endSequence(output, start);
        }
        return true;
    }

    private void checkSize(Command command, String what, int size, int limit) {
        if (size > limit) {
            throw new IllegalArgumentException(command.tried() + ": " + what + " of " + size + " bytes is larger than "
                    + limit + " bytes, the limit of " + server);
        }
    }

    /** Returns false for a message that is sent as it is. */
    private boolean compress(Command command, CompressedOutput target) {
        if (!Compression.allows(command.name())) {
            return false;
        }
        int compressedLength = target.encode(output);
        if (compressedLength > limits.maxMessageSizeBytes()) {
            // Incompressible, and as large as a message may be.
            target.release();
            return false;
        }
        message = target.buffer();
        length = compressedLength;
        return true;
    }

    /** Whether a command is encoded and not released yet; false if its sequence turned out to be empty. */
    boolean isEncoded() {
        return output.position() > 0;
    }

    /**
     * Does nothing if a command is encoded.
     *
     * @throws IllegalStateException if none is
     */
    void requireEncoded() {
        if (!isEncoded()) {
            throw new IllegalStateException("no command is encoded");
        }
    }

    /**
     * Returns a copy of the encoded command, with its document sequence as an array, as in command events.
     *
     * @throws IllegalStateException if no command is encoded
     */
    RawDocument command() {
        requireEncoded();
        byte[] bytes = output.toByteArray();
        return OpMsg.decode(bytes, MessageHeader.BYTES, bytes.length - MessageHeader.BYTES)
                .folded();
    }

    /** The encoded message, at the start of an array that belongs to this object. */
    byte[] message() {
        return message;
    }

    /** The length of the encoded message in bytes. */
    int length() {
        return length;
    }

    private void takeOutput() {
        var large = largeOutput.get();
        output = large == null ? smallOutput : large;
        output.reset();
    }

    /**
     * The message has been sent, or will not be. A hundred connections that each retain the buffer of one large message
     * could fill the heap, but discarding it each time makes large writes half as fast. A soft reference is the
     * compromise.
     */
    void release() {
        if (compressed != null) {
            compressed.release();
        }
        output.reset();
        if (output == smallOutput && output.buffer().length > RETAINED_BYTES) {
            boolean released = false;
            try {
                largeOutput = new SoftReference<>(output);
                smallOutput = new BsonOutput(1024);
                released = true;
            } finally {
                if (!released) {
                    // Out of memory: the connection is discarded as a whole.
                    closeConnection.run();
                }
            }
        }
        output = smallOutput;
        message = smallOutput.buffer();
    }
}
