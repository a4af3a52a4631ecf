package dev.morelia.simulation.fault;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An environment in which some commands reach another server than the one they are sent to, as if the driver had
 * selected that.
 */
public final class MisroutingEnv extends ForwardingEnv {

    private final Predicate<RawDocument> isMisrouted;
    private final List<SocketAddress> known = new ArrayList<>();

    /** Misroutes these commands as soon as another server is known. */
    public MisroutingEnv(Env env, Predicate<RawDocument> isMisrouted) {
        super(env);
        this.isMisrouted = isMisrouted;
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        if (!known.contains(remote)) {
            known.add(remote);
        }
        return new Misrouting(remote, super.openLink(remote, keepAlive));
    }

    private final class Misrouting extends ForwardingLink {
        private final SocketAddress remote;
        private @Nullable ByteLink detour;
        private boolean onDetour;

        Misrouting(SocketAddress remote, ByteLink link) {
            super(link);
            this.remote = remote;
        }

        /** The driver sends a message with one write, and the next one after the reply. */
        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            var other = known.stream().filter(each -> !each.equals(remote)).findFirst();
            onDetour = other.isPresent() && isMisrouted(source, offset, length);
            if (!onDetour) {
                super.write(source, offset, length);
                return;
            }
            ByteLink way = detour;
            if (way == null) {
                way = MisroutingEnv.super.openLink(other.orElseThrow(), true);
                detour = way;
                way.connect();
            }
            way.write(source, offset, length);
        }

        private boolean isMisrouted(byte[] source, int offset, int length) throws IOException {
            var header = MessageHeader.decode(source, offset, MessageHeader.MAXIMUM_MESSAGE_BYTES);
            if (header.opCode() != OpCode.MSG) {
                return false;
            }
            byte[] message = Arrays.copyOfRange(source, offset, offset + length);
            var request = OpMsg.decode(message, MessageHeader.BYTES, length - MessageHeader.BYTES);
            return isMisrouted.test(request.folded());
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read(target, offset, length, Long.MAX_VALUE);
        }

        @Override
        public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
            ByteLink way = detour;
            return onDetour && way != null
                    ? way.read(target, offset, length, timeoutNanos)
                    : super.read(target, offset, length, timeoutNanos);
        }

        @Override
        public int readNow(byte[] target, int offset, int length) throws IOException {
            ByteLink way = detour;
            return onDetour && way != null
                    ? way.readNow(target, offset, length)
                    : super.readNow(target, offset, length);
        }

        @Override
        public void close() {
            super.close();
            ByteLink way = detour;
            if (way != null) {
                way.close();
            }
        }
    }
}
