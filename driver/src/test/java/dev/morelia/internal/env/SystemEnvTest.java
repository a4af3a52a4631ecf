package dev.morelia.internal.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class SystemEnvTest {

    private static final long FOREVER = Long.MAX_VALUE;

    private final Env env = SystemEnv.INSTANCE;

    @Test
    void testsMayShortenThePauseBetweenChecks() {
        var pause = Duration.ofMillis(20);
        assertThat(env.minimumCheckPauseNanos())
                .isEqualTo(Duration.ofMillis(500).toNanos());
        assertThat(SystemEnv.withMinimumCheckPause(pause).minimumCheckPauseNanos())
                .isEqualTo(pause.toNanos());
    }

    @ParameterizedTest
    @EnumSource
    void threadsHaveTheirNamesAndCanBeJoined(ThreadKind kind) throws InterruptedException {
        var seen = new AtomicReference<Thread>();
        var worker = env.start("morelia-test", kind, () -> seen.set(Thread.currentThread()));
        assertThat(worker.join(FOREVER)).isTrue();
        assertThat(worker.isAlive()).isFalse();
        assertThat(seen.get().getName()).isEqualTo("morelia-test");
        assertThat(seen.get().isDaemon()).isTrue();
        assertThat(seen.get().isVirtual()).isEqualTo(kind == ThreadKind.VIRTUAL);
    }

    @ParameterizedTest
    @EnumSource
    void interruptEndsAnEndlessWait(ThreadKind kind) throws InterruptedException {
        var interrupted = new AtomicBoolean();
        var worker = env.start("morelia-test", kind, () -> {
            var monitor = env.newMonitor();
            monitor.lock();
            try {
                while (monitor.await(FOREVER)) {
                    assertThat(env.isInterrupted()).isFalse();
                }
            } catch (InterruptedException e) {
                interrupted.set(!env.isInterrupted());
            } finally {
                monitor.unlock();
            }
        });
        assertThat(worker.join(1_000_000)).isFalse();
        worker.interrupt();
        assertThat(worker.join(FOREVER)).isTrue();
        assertThat(interrupted).isTrue();
    }

    @Test
    void monitorPassesSignals() throws InterruptedException {
        var monitor = env.newMonitor();
        var ready = new AtomicBoolean();
        var worker = env.start("morelia-test", ThreadKind.VIRTUAL, () -> {
            monitor.lock();
            try {
                ready.set(true);
                monitor.signal();
            } finally {
                monitor.unlock();
            }
        });
        monitor.lock();
        try {
            while (!ready.get()) {
                monitor.await(FOREVER);
            }
        } finally {
            monitor.unlock();
        }
        worker.join(FOREVER);
    }

    @Test
    void waitsEndAfterTheirTime() throws InterruptedException {
        var monitor = env.newMonitor();
        monitor.lock();
        try {
            assertThat(monitor.await(0)).isFalse();
            assertThat(monitor.await(-1)).isFalse();
            long start = env.nanoTime();
            while (monitor.await(20_000_000 - (env.nanoTime() - start))) {
                // A wait may end without a signal, so it is repeated.
            }
            assertThat(env.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        } finally {
            monitor.unlock();
        }
        assertThatThrownBy(monitor::signal).isInstanceOf(IllegalMonitorStateException.class);
        env.sleep(-5);
    }

    @ParameterizedTest
    @EnumSource
    void closingALinkUnblocksItsReader(ThreadKind kind, @TempDir Path folder) throws Exception {
        assertThat(failureOfBlockedRead(kind, folder, true)).isInstanceOf(AsynchronousCloseException.class);
    }

    @ParameterizedTest
    @EnumSource
    void interruptingALinksReaderClosesTheLink(ThreadKind kind, @TempDir Path folder) throws Exception {
        assertThat(failureOfBlockedRead(kind, folder, false)).isInstanceOf(ClosedByInterruptException.class);
    }

    /** Over a Unix domain socket, whose server needs no thread to let a client connect. */
    private Throwable failureOfBlockedRead(ThreadKind kind, Path folder, boolean close) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("server.sock"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            var link = env.openLink(address, true);
            try {
                link.connect();
                var reading = new CountDownLatch(1);
                var failure = new AtomicReference<Throwable>();
                var worker = env.start("morelia-test", kind, () -> {
                    try {
                        link.write(new byte[10], 0, 10);
                        reading.countDown();
                        failure.set(new AssertionError("read " + link.read(new byte[10], 0, 10)));
                    } catch (Exception e) {
                        failure.set(e);
                    }
                });
                reading.await();
                worker.join(5_000_000);
                if (close) {
                    link.close();
                } else {
                    worker.interrupt();
                }
                worker.join(FOREVER);
                assertThatThrownBy(() -> link.read(new byte[1], 0, 1)).isInstanceOf(ClosedChannelException.class);
                return failure.get();
            } finally {
                link.close();
            }
        }
    }
}
