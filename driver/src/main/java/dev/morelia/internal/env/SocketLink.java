package dev.morelia.internal.env;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** A link over a blocking {@link SocketChannel}. */
final class SocketLink implements ByteLink {

    /** The most that one call hands to the JDK, which keeps a direct buffer of the largest size asked for per thread. */
    private static final int STEP_BYTES = 128 * 1024;

    private final SocketChannel channel;
    private final SocketAddress remote;

    private SocketLink(SocketChannel channel, SocketAddress remote) {
        this.channel = channel;
        this.remote = remote;
    }

    static SocketLink open(SocketAddress remote) throws IOException {
        if (remote instanceof UnixDomainSocketAddress) {
            return new SocketLink(SocketChannel.open(StandardProtocolFamily.UNIX), remote);
        }
        var channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            keepAlive(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new SocketLink(channel, remote);
    }

    /** A silent peer is noticed after 210 seconds, where the system lets us choose, instead of after two hours. */
    private static void keepAlive(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 120);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 9);
        }
    }

    @Override
    public void connect() throws IOException {
        channel.connect(remote);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        var buffer = ByteBuffer.wrap(target, offset, Math.min(length, STEP_BYTES));
        return channel.read(buffer);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int end = offset + length;
        var buffer = ByteBuffer.wrap(source, offset, length);
        while (buffer.position() < end) {
            buffer.limit(Math.min(end, buffer.position() + STEP_BYTES));
            channel.write(buffer);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The socket is given up in any case; there is nobody whom a failing close could help.
        }
    }
}
