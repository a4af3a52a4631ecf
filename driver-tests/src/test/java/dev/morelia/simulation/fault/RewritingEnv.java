package dev.morelia.simulation.fault;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An environment that changes commands on their way to the servers, and replies on their way back, so that a correct
 * driver behaves like an incorrect one. For uncompressed messages.
 */
public final class RewritingEnv extends ForwardingEnv {

    /** What is changed; nothing by default. */
    public interface Rewriter {
        /**
         * Changes a command in place.
         *
         * @return a reply, if the command is not to be sent at all; else null
         * @throws IOException if the link is to break instead
         */
        default @Nullable Document sent(String commandName, Document command) throws IOException {
            return null;
        }

        /** Changes a reply in place. */
        default void received(String commandName, Document command, Document reply) {}

        /** A link was closed before these commands were answered. */
        default void closed(Collection<Document> unanswered) {}

        /** The time limit of a read that has this one. */
        default long readTimeoutNanos(long nanos) {
            return nanos;
        }
    }

    private final Rewriter rewriter;

    public RewritingEnv(Env env, Rewriter rewriter) {
        super(env);
        this.rewriter = rewriter;
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        return new Rewriting(super.openLink(remote, keepAlive));
    }

    private final class Rewriting extends ForwardingLink {
        private final Map<Integer, Document> commands = new LinkedHashMap<>();
        private byte[] received = {};
        private byte[] ready = {};

        Rewriting(ByteLink link) {
            super(link);
        }

        /** The driver sends a message with one write. */
        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            var header = MessageHeader.decode(source, offset, MessageHeader.MAXIMUM_MESSAGE_BYTES);
            if (header.opCode() != OpCode.MSG) {
                super.write(source, offset, length);
                return;
            }
            byte[] message = Arrays.copyOfRange(source, offset, offset + length);
            var request = OpMsg.decode(message, MessageHeader.BYTES, length - MessageHeader.BYTES);
            var command = request.folded().toDocument();
            String name = command.firstEntry().getKey();
            Document reply = rewriter.sent(name, command);
            if (reply != null) {
                ready = join(ready, encode(0, reply, 1, header.requestId()));
                return;
            }
            commands.put(header.requestId(), command);
            byte[] changed = encode(request.flags(), command, header.requestId(), header.responseTo());
            super.write(changed, 0, changed.length);
        }

        @Override
        public void close() {
            if (!commands.isEmpty()) {
                rewriter.closed(List.copyOf(commands.values()));
                commands.clear();
            }
            super.close();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read(target, offset, length, Long.MAX_VALUE);
        }

        @Override
        public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
            byte[] buffer = new byte[8192];
            while (ready.length == 0) {
                int count = super.read(buffer, 0, buffer.length, rewriter.readTimeoutNanos(timeoutNanos));
                if (count < 0) {
                    return count;
                }
                take(buffer, count);
            }
            return give(target, offset, length);
        }

        @Override
        public int readNow(byte[] target, int offset, int length) throws IOException {
            byte[] buffer = new byte[8192];
            if (ready.length == 0) {
                int count = super.readNow(buffer, 0, buffer.length);
                if (count <= 0) {
                    return count;
                }
                take(buffer, count);
            }
            return give(target, offset, length);
        }

        private int give(byte[] target, int offset, int length) {
            int count = Math.min(length, ready.length);
            System.arraycopy(ready, 0, target, offset, count);
            ready = Arrays.copyOfRange(ready, count, ready.length);
            return count;
        }

        private void take(byte[] buffer, int count) throws IOException {
            received = join(received, Arrays.copyOf(buffer, count));
            while (received.length >= MessageHeader.BYTES) {
                var header = MessageHeader.decode(received, 0, MessageHeader.MAXIMUM_MESSAGE_BYTES);
                if (received.length < header.length()) {
                    return;
                }
                byte[] message = Arrays.copyOf(received, header.length());
                received = Arrays.copyOfRange(received, header.length(), received.length);
                ready = join(ready, changed(header, message));
            }
        }

        private byte[] changed(MessageHeader header, byte[] message) {
            Document command = commands.remove(header.responseTo());
            if (command == null || header.opCode() != OpCode.MSG) {
                return message;
            }
            var answer = OpMsg.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES);
            var reply = answer.folded().toDocument();
            rewriter.received(command.firstEntry().getKey(), command, reply);
            return encode(answer.flags(), reply, header.requestId(), header.responseTo());
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static byte[] encode(int flags, Document body, int requestId, int responseTo) {
        var output = new BsonOutput();
        new OpMsg(flags, RawDocument.encode(body), List.of()).encode(output, requestId, responseTo);
        return output.toByteArray();
    }
}
