package dev.morelia.internal.net;

import dev.morelia.internal.env.ByteLink;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory link to a TLS server that runs on the thread of the client: what the client writes is processed at once,
 * and what the server replies can be read. A read with nothing to read fails as if its timeout had expired.
 */
final class TlsPeer implements ByteLink {
    static final Path FILES = Path.of("src/test/resources/dev/morelia/internal/net/tls");

    private final SSLEngine engine;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Deque<byte[]> toClient = new ArrayDeque<>();
    private ByteBuffer incoming = ByteBuffer.allocate(1 << 20).limit(0);
    private int chunk = Integer.MAX_VALUE;
    private int writes;
    private boolean ended;
    private boolean closed;
    private @Nullable SSLException failure;

    TlsPeer(SSLContext context, String... protocols) {
        engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        if (protocols.length > 0) {
            engine.setEnabledProtocols(protocols);
        }
    }

    /** The context of the server certificate among the test files. */
    static SSLContext context() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Certificate certificate;
            try (var input = Files.newInputStream(FILES.resolve("ec.crt"))) {
                certificate = CertificateFactory.getInstance("X.509").generateCertificate(input);
            }
            var key = PrivateKeys.read(
                    Pem.blocks(Files.readString(FILES.resolve("ec-pkcs8.key"))).getFirst(), null);
            store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    SSLEngine engine() {
        return engine;
    }

    /** What the client has sent. */
    byte[] received() {
        return received.toByteArray();
    }

    /** How often the client has written. */
    int writes() {
        return writes;
    }

    /** The maximum number of bytes that one read delivers. */
    void chunk(int bytes) {
        chunk = bytes;
    }

    /** Sends data to the client, in records of up to 16 KiB. */
    void send(byte[] data) throws IOException {
        var source = ByteBuffer.wrap(data);
        while (source.hasRemaining()) {
            wrap(source);
        }
    }

    /** Sends bytes to the client as they are. */
    void sendRaw(byte[] bytes) {
        toClient.add(bytes);
    }

    /** What is on its way to the client, which it will not get then. */
    byte[] takeRaw() {
        var all = new ByteArrayOutputStream();
        toClient.forEach(all::writeBytes);
        toClient.clear();
        return all.toByteArray();
    }

    /** Starts a key update (TLS 1.3) or a renegotiation (TLS 1.2). */
    void rekey() throws IOException {
        engine.beginHandshake();
        pump();
    }

    /** Says goodbye as TLS does. */
    void closeNotify() throws IOException {
        engine.closeOutbound();
        wrap(ByteBuffer.allocate(0));
    }

    /** Ends the stream. */
    void end() {
        ended = true;
    }

    private void wrap(ByteBuffer source) throws IOException {
        var target = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(source, target);
        if (target.position() > 0) {
            toClient.add(Arrays.copyOf(target.array(), target.position()));
        }
    }

    private void pump() throws IOException {
        try {
            while (true) {
                HandshakeStatus status = engine.getHandshakeStatus();
                if (status == HandshakeStatus.NEED_TASK) {
                    for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                } else if (status == HandshakeStatus.NEED_WRAP) {
                    wrap(ByteBuffer.allocate(0));
                } else if (incoming.hasRemaining()) {
                    var data = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
                    var result = engine.unwrap(incoming, data);
                    received.write(data.array(), 0, data.position());
                    if (result.getStatus() != Status.OK) {
                        return;
                    }
                } else {
                    return;
                }
            }
        } catch (SSLException e) {
            failure = e;
            wrap(ByteBuffer.allocate(0));
        }
    }

    /** The server's failure; null if there is none. */
    @Nullable
    SSLException failure() {
        return failure;
    }

    @Override
    public void connect() {}

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = readNow(target, offset, length);
        if (read == 0) {
            throw new SocketTimeoutException("nothing to read");
        }
        return read;
    }

    @Override
    public boolean limitsReads() {
        return true;
    }

    @Override
    public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
        return read(target, offset, length);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (closed) {
            throw new AsynchronousCloseException();
        }
        if (ended) {
            throw new EOFException();
        }
        writes++;
        incoming.compact();
        incoming.put(source, offset, length).flip();
        pump();
    }

    @Override
    public int readNow(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new AsynchronousCloseException();
        }
        byte[] first = toClient.poll();
        if (first == null) {
            return ended ? -1 : 0;
        }
        int count = Math.min(Math.min(length, chunk), first.length);
        System.arraycopy(first, 0, target, offset, count);
        if (count < first.length) {
            toClient.addFirst(Arrays.copyOfRange(first, count, first.length));
        }
        return count;
    }

    @Override
    public void close() {
        closed = true;
    }
}
