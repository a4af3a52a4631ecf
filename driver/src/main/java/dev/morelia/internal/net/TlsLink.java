package dev.morelia.internal.net;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A link that encrypts what passes through another one.
 *
 * <p>All waiting is done by the other link, so a deadline, a cancellation, an interrupt or {@link #close} frees a
 * thread in the middle of a handshake, a read or a write exactly as without TLS; only {@link TlsTasks} may wait apart
 * from it.
 *
 * <p>A small message is encrypted into one buffer and sent with one write; a large one in steps of a few records. A
 * record is decrypted directly into the array of the caller, and only if it does not fit there into another buffer.
 *
 * <p>The server may send TLS messages of its own at any time: session tickets and key updates. They are processed when
 * the link is read, whether by {@link #read} or, while it is idle, by {@link #isQuiet}; a reply to a key update is sent
 * with the next message, because a read must not wait for a write. The renegotiation of TLS 1.2 is rejected.
 *
 * <p>An end of the stream without TLS's own closing message is an end like any other: each message of MongoDB has a
 * length, so one that was cut off is noticed anyway. For the same reason none is sent, so that closing never blocks.
 */
final class TlsLink implements ByteLink {

    /** The maximum number of records in one write, and in one read of a large reply. */
    private static final int RECORDS_PER_STEP = 4;

    /** The maximum number of records in a row without any data; a server that sends more is broken or malicious. */
    private static final int MAXIMUM_RECORDS_WITHOUT_DATA = 1_000;

    /** Room for the reply to a key update before a message, so that one write sends both. */
    private static final int KEY_UPDATE_BYTES = 256;

    private static final int MAXIMUM_RETAINED_BYTES = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Env env;
    private final ByteLink inner;
    private final SSLEngine engine;
    private final TlsTasks tasks;
    private final int recordBytes;
    private final Source anyTime;
    private final Source now;

    /** What was received and is not decrypted yet, from position to limit. */
    private ByteBuffer incoming;

    /** What is encrypted and not sent yet, up to position. */
    private ByteBuffer outgoing;

    /** What is decrypted and not read yet, from position to limit; allocated when it is needed. */
    private ByteBuffer decrypted = NOTHING;

    private ByteBuffer readView = NOTHING;
    private ByteBuffer writeView = NOTHING;
    private boolean hasReceivedData;

    /** The engine forgets it when the handshake fails. */
    private @Nullable SSLSession handshakeSession;

    /**
     * Creates a link that is not connected yet.
     *
     * @param inner the link to the server
     * @param engine a client engine, without a handshake so far
     * @param tasks what the engine has to do on the side
     */
    TlsLink(Env env, ByteLink inner, SSLEngine engine, TlsTasks tasks) {
        this.env = env;
        this.inner = inner;
        this.engine = engine;
        this.tasks = tasks;
        this.recordBytes = engine.getSession().getPacketBufferSize();
        this.incoming = ByteBuffer.allocate(recordBytes).limit(0);
        this.outgoing = ByteBuffer.allocate(recordBytes + KEY_UPDATE_BYTES);
        this.anyTime = inner::read;
        this.now = inner::readNow;
    }

    /** Where encrypted bytes come from: the other link, with the patience of the caller. */
    @FunctionalInterface
    private interface Source {
        int read(byte[] target, int offset, int length) throws IOException;
    }

    /** Connects the other link; {@link #handshake} is a step of its own. */
    @Override
    public void connect() throws IOException {
        inner.connect();
    }

    /**
     * Performs the handshake.
     *
     * @throws dev.morelia.internal.errordetail.TlsFailure if TLS cannot be agreed on, or a certificate is not accepted
     * @throws EOFException if the server closes the connection instead
     */
    void handshake() throws IOException {
        try {
            engine.beginHandshake();
            while (handshakeContinues()) {
                // All of it happens in the condition.
            }
        } catch (SSLException e) {
            sendAlert();
            throw TlsFailures.inHandshake(e, engine, handshakeSession);
        }
    }

    private boolean handshakeContinues() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> encrypt(NOTHING);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                flush();
                receiveOfHandshake();
            }
            case NOT_HANDSHAKING, FINISHED -> {
                flush();
                return false;
            }
        }
        return true;
    }

    private void receiveOfHandshake() throws IOException {
        var session = engine.getHandshakeSession();
        if (session != null) {
            handshakeSession = session;
        }
        var result = engine.unwrap(incoming, NOTHING);
        if (result.getStatus() == Status.CLOSED) {
            throw new EOFException("closed in the middle of the TLS handshake");
        }
        if (result.getStatus() == Status.BUFFER_UNDERFLOW && fill(anyTime, 0) < 0) {
            throw new EOFException("closed in the middle of the TLS handshake");
        }
    }

    private void runTasks() throws IOException {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            tasks.run(task);
        }
    }

    /** Tells the server why, as far as it still listens; the failure itself is more important. */
    private void sendAlert() {
        try {
            for (int i = 0; i < 2 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
                encrypt(NOTHING);
            }
            flush();
        } catch (IOException | RuntimeException e) {
            // The connection is about to be closed.
        }
    }

    @Override
    public boolean limitsReads() {
        return inner.limitsReads();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return decrypt(anyTime, target, offset, length);
    }

    @Override
    public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
        long beginNanos = env.nanoTime();
        Source limited = (bytes, from, count) -> {
            long leftNanos = timeoutNanos - (env.nanoTime() - beginNanos);
            if (leftNanos <= 0) {
                throw new SocketTimeoutException("Read timed out");
            }
            return inner.read(bytes, from, count, leftNanos);
        };
        return decrypt(limited, target, offset, length);
    }

    @Override
    public int readNow(byte[] target, int offset, int length) throws IOException {
        return decrypt(now, target, offset, length);
    }

    /** A part of a record is unread too, whatever it may turn out to be. */
    @Override
    public boolean isQuiet() {
        return ByteLink.super.isQuiet() && !incoming.hasRemaining();
    }

    /** Like {@link #read}; 0 only if the source has nothing now. */
    private int decrypt(Source source, byte[] target, int offset, int length) throws IOException {
        if (decrypted.hasRemaining()) {
            return takeDecrypted(target, offset, length);
        }
        var view = view(readView, target);
        readView = kept(view);
        view.limit(offset + length).position(offset);
        boolean apart = false;
        for (int records = 0; records < MAXIMUM_RECORDS_WITHOUT_DATA; ) {
            var result = apart ? unwrapApart() : unwrap(view);
            switch (result.getStatus()) {
                case OK -> {
                    if (result.bytesProduced() > 0) {
                        hasReceivedData = true;
                        return apart ? takeDecrypted(target, offset, length) : result.bytesProduced();
                    }
                    afterMessageOfTls(result);
                    records++;
                }
                case BUFFER_OVERFLOW -> {
                    if (apart) {
                        throw new SSLException("a TLS record is larger than the protocol allows");
                    }
                    apart = true;
                }
                case BUFFER_UNDERFLOW -> {
                    int received = fill(source, length);
                    if (received <= 0) {
                        return received < 0 ? end() : 0;
                    }
                }
                case CLOSED -> {
                    return end();
                }
            }
        }
        throw new SSLException("the server sent " + MAXIMUM_RECORDS_WITHOUT_DATA + " TLS records without any data");
    }

    private SSLEngineResult unwrap(ByteBuffer target) throws IOException {
        try {
            return engine.unwrap(incoming, target);
        } catch (SSLException e) {
            throw TlsFailures.afterHandshake(e, engine, hasReceivedData);
        }
    }

    /** For a record that is, or may be, larger than the rest of the target. */
    private SSLEngineResult unwrapApart() throws IOException {
        int needed = engine.getSession().getApplicationBufferSize();
        if (decrypted.capacity() < needed) {
            decrypted = ByteBuffer.allocate(needed);
        }
        decrypted.clear();
        try {
            return unwrap(decrypted);
        } finally {
            decrypted.flip();
        }
    }

    private int takeDecrypted(byte[] target, int offset, int length) {
        int count = Math.min(length, decrypted.remaining());
        decrypted.get(target, offset, count);
        return count;
    }

    /** After a session ticket or a key update, which TLS 1.3 allows at any time. */
    private void afterMessageOfTls(SSLEngineResult result) throws IOException {
        if (result.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                || result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            return;
        }
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            throw new SSLException("the server started a TLS renegotiation, which is not supported");
        }
        runTasks();
    }

    private int end() throws IOException {
        var reason = TlsFailures.atEnd(engine, hasReceivedData);
        if (reason != null) {
            throw reason;
        }
        return -1;
    }

    /**
     * Receives more encrypted bytes.
     *
     * @param wanted how many bytes the caller wants: for many, more is received at once
     */
    private int fill(Source source, int wanted) throws IOException {
        int capacity = wanted > recordBytes ? RECORDS_PER_STEP * recordBytes : recordBytes;
        if (incoming.capacity() < capacity) {
            incoming = ByteBuffer.allocate(capacity).put(incoming).flip();
        } else if (incoming.position() > 0) {
            incoming.compact().flip();
        }
        int limit = incoming.limit();
        if (limit == incoming.capacity()) {
            throw new SSLException("a TLS record is larger than " + limit + " bytes");
        }
        int received = source.read(incoming.array(), limit, incoming.capacity() - limit);
        if (received > 0) {
            incoming.limit(limit + received);
        }
        return received;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (length > recordBytes && outgoing.capacity() < RECORDS_PER_STEP * recordBytes) {
            outgoing = ByteBuffer.allocate(RECORDS_PER_STEP * recordBytes);
        }
        var view = view(writeView, source);
        writeView = kept(view);
        view.limit(offset + length).position(offset);
        while (view.hasRemaining()) {
            encrypt(view);
        }
        flush();
    }

    /** Encrypts one record: of the source, or first what TLS itself has to send. */
    private void encrypt(ByteBuffer source) throws IOException {
        if (outgoing.remaining() < recordBytes) {
            flush();
        }
        int before = source.remaining();
        var result = engine.wrap(source, outgoing);
        switch (result.getStatus()) {
            case OK -> {
                if (result.bytesProduced() == 0 && source.remaining() == before && before > 0) {
                    throw new SSLException("TLS encrypts nothing; its state is " + result.getHandshakeStatus());
                }
            }
            case CLOSED -> {
                if (before > 0) {
                    throw new EOFException("closed by the server");
                }
            }
            case BUFFER_OVERFLOW, BUFFER_UNDERFLOW ->
                throw new SSLException("a TLS record does not fit into " + outgoing.capacity() + " bytes");
        }
    }

    private void flush() throws IOException {
        int count = outgoing.position();
        if (count > 0) {
            outgoing.clear();
            inner.write(outgoing.array(), 0, count);
        }
    }

    @Override
    public void close() {
        inner.close();
        tasks.close();
    }

    // It must be the same array, not an equal one.
    @SuppressWarnings({"ReferenceEquality", "ByteBufferBackingArray"})
    private static ByteBuffer view(ByteBuffer last, byte[] bytes) {
        return last.array() == bytes ? last : ByteBuffer.wrap(bytes);
    }

    /** A view of a large array would keep the array from being collected. */
    private static ByteBuffer kept(ByteBuffer view) {
        return view.capacity() <= MAXIMUM_RETAINED_BYTES ? view : NOTHING;
    }
}
