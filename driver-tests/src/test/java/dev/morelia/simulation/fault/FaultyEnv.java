package dev.morelia.simulation.fault;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A faulty environment, or one in which a correct driver behaves like an incorrect one. */
public final class FaultyEnv extends ForwardingEnv {

    /** The fault. */
    public enum Fault {
        /** One signal in ten is lost. */
        LOST_SIGNALS,
        /** No wait times out. */
        ENDLESS_WAITS,
        /** A background thread ends for good with the first unexpected Throwable. */
        THREADS_END,
        /** A thread that the system could not create counts as started. */
        THREADS_NOT_STARTED,
        /** Each attempt of a write has another transaction number, so that the servers do not recognize a retry. */
        OTHER_NUMBERS,
        /** Each command has a session of its own, as if none were ever returned. */
        OTHER_SESSIONS,
        /** Reads have no timeout. */
        ENDLESS_READS,
        /** Late replies are not awaited. */
        LATE_REPLIES_FORGOTTEN
    }

    /** A thread that only seems to have started. */
    private static final class NoThread implements Worker {
        @Override
        public void interrupt() {}

        @Override
        public boolean isAlive() {
            return false;
        }

        @Override
        public boolean join(long nanos) {
            return true;
        }
    }

    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** An int64 field and its name; the number follows. */
    private static final byte[] NUMBER = "\u0012txnNumber\0".getBytes(StandardCharsets.US_ASCII);

    /** A document, whose length follows, and in it a binary: its length, its subtype, its bytes. */
    private static final byte[] SESSION = "\u0003lsid\0".getBytes(StandardCharsets.US_ASCII);

    private static final int FROM_SESSION_TO_ID = 4 + 1 + "id\0".length() + 4 + 1;

    private final Fault fault;
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private long numbers = 1000;

    public FaultyEnv(Env env, Fault fault) {
        super(env);
        this.fault = fault;
    }

    @Override
    public Monitor newMonitor() {
        return fault == Fault.LOST_SIGNALS || fault == Fault.ENDLESS_WAITS
                ? new FaultyMonitor(super.newMonitor())
                : super.newMonitor();
    }

    @Override
    public Worker start(String name, ThreadKind kind, Runnable body) {
        return switch (fault) {
            case THREADS_NOT_STARTED -> {
                try {
                    yield super.start(name, kind, body);
                } catch (Throwable rejected) {
                    yield new NoThread();
                }
            }
            case LATE_REPLIES_FORGOTTEN ->
                name.startsWith("morelia-late-replies") ? new NoThread() : super.start(name, kind, body);
            case THREADS_END -> super.start(name, kind, () -> runToFirstFailure(body));
            default -> super.start(name, kind, body);
        };
    }

    private void runToFirstFailure(Runnable body) {
        workers.add(currentThread());
        try {
            body.run();
        } catch (Throwable end) {
            if (super.isOver()) {
                throw end;
            }
        }
    }

    /** When a run is over, the driver rethrows what it has caught. */
    @Override
    public boolean isOver() {
        var thread = currentThread();
        return super.isOver() || (workers.contains(thread) && thrower().hasThrownOn(thread));
    }

    private Thrower thrower() {
        return ((ThrowingEnv) env()).thrower();
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        ByteLink link = super.openLink(remote, keepAlive);
        return switch (fault) {
            case OTHER_NUMBERS -> new RewritingLink(link, NUMBER, 0);
            case OTHER_SESSIONS -> new RewritingLink(link, SESSION, FROM_SESSION_TO_ID);
            case ENDLESS_READS -> new EndlessLink(link);
            default -> link;
        };
    }

    private final class FaultyMonitor extends ForwardingMonitor {
        FaultyMonitor(Monitor monitor) {
            super(monitor);
        }

        @Override
        public boolean await(long nanos) throws InterruptedException {
            return super.await(fault == Fault.ENDLESS_WAITS && nanos > 0 ? Long.MAX_VALUE : nanos);
        }

        @Override
        public void signal() {
            if (!isLost()) {
                super.signal();
            }
        }

        @Override
        public void signalAll() {
            if (!isLost()) {
                super.signalAll();
            }
        }

        private boolean isLost() {
            return fault == Fault.LOST_SIGNALS && random().nextInt(10) == 0;
        }
    }

    private static final class EndlessLink extends ForwardingLink {
        EndlessLink(ByteLink link) {
            super(link);
        }

        @Override
        public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
            return super.read(target, offset, length);
        }
    }

    /** Replaces the transaction number in each message that has one; the driver sends a message with one write. */
    private final class RewritingLink extends ForwardingLink {
        private final byte[] field;
        private final int distance;

        RewritingLink(ByteLink link, byte[] field, int distance) {
            super(link);
            this.field = field;
            this.distance = distance;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            byte[] message = Arrays.copyOfRange(source, offset, offset + length);
            for (int at = 0; at + field.length + distance + Long.BYTES <= length; at++) {
                if (Arrays.equals(message, at, at + field.length, field, 0, field.length)) {
                    INT64.set(message, at + field.length + distance, ++numbers);
                    break;
                }
            }
            super.write(message, 0, length);
        }
    }
}
