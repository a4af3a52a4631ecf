package dev.morelia.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Worker;
import dev.morelia.internal.net.TransportException.Reason;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TransportTest {

    private static final long MILLISECOND = 1_000_000;

    private final StubLink link = new StubLink();
    private final StubEnv env = new StubEnv(address -> new StubLink());
    private final Watchdog watchdog = new Watchdog(new Background(env));

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        watchdog.close();
        for (Worker worker : env.workers()) {
            assertThat(worker.join(5_000 * MILLISECOND)).isTrue();
        }
    }

    private Transport transport(StubLink over) {
        var transport = new Transport(env, over, watchdog);
        watchdog.add(transport);
        return transport;
    }

    private Deadline in(long milliseconds) {
        return Deadline.after(env.nanoTime(), milliseconds * MILLISECOND);
    }

    private static Reason reasonOf(ThrowingCallable call) {
        return catchThrowableOfType(TransportException.class, call).reason();
    }

    private static byte[] bytes(int from, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    @Test
    void readsPiecesOfAnySizeInOrder() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var source = new StubLink();
            byte[] expected = new byte[random.nextInt(60_000)];
            random.nextBytes(expected);
            for (int at = 0; at < expected.length; ) {
                int end = Math.min(expected.length, at + 1 + random.nextInt(20_000));
                source.piece(Arrays.copyOfRange(expected, at, end));
                at = end;
            }
            var transport = transport(source);
            byte[] actual = new byte[expected.length];
            for (int at = 0; at < actual.length; ) {
                int count = Math.min(actual.length - at, random.nextInt(30_000));
                transport.require(Math.min(count, random.nextInt(transport.capacity() + 1)));
                if (transport.available() > 0) {
                    assertThat(transport.buffer()[transport.position()]).isEqualTo(expected[at]);
                }
                transport.readFully(actual, at, count);
                at += count;
            }
            assertThat(actual).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void oneReadReturnsAllAvailableBytes() throws Exception {
        var transport = transport(link.piece(bytes(0, 300)));
        transport.begin(Deadline.NONE, CancelToken.NONE);
        transport.require(16);
        transport.skip(16);
        transport.require(200);
        byte[] rest = new byte[284];
        transport.readFully(rest, 0, 284);
        assertThat(transport.end()).isTrue();
        assertThat(rest).isEqualTo(bytes(16, 284));
        assertThat(link.reads()).isEqualTo(1);
        assertThat(transport.available()).isZero();
    }

    @Test
    void endOfStreamIsReportedAsClosedByTheServer() throws Exception {
        var transport = transport(link.piece(bytes(0, 10)));
        transport.begin(Deadline.NONE, CancelToken.NONE);
        assertThat(reasonOf(() -> transport.require(11))).isEqualTo(Reason.CLOSED_BY_PEER);
        assertThat(transport.end()).isFalse();
        assertThat(link.isClosed()).isTrue();
        assertThat(transport.isOpen()).isFalse();
    }

    @Test
    void systemErrorsAreReported() throws Exception {
        var transport = transport(link.fails(new IOException("Connection reset")));
        transport.begin(Deadline.NONE, CancelToken.NONE);
        assertThatThrownBy(() -> transport.write(new byte[3], 0, 3))
                .isInstanceOf(TransportException.class)
                .hasMessage("Connection reset")
                .hasRootCauseMessage("Connection reset");
        assertThat(transport.end()).isFalse();
        assertThat(reasonOf(() -> transport.begin(Deadline.NONE, CancelToken.NONE)))
                .isEqualTo(Reason.FAILED);
    }

    @Test
    void aDeadlineUnblocksABlockedRead() throws Exception {
        var transport = transport(link.blocksWhenEmpty());
        long start = env.nanoTime();
        transport.begin(in(300), CancelToken.NONE);
        assertThat(reasonOf(() -> transport.readFully(new byte[5], 0, 5))).isEqualTo(Reason.TIMED_OUT);
        assertThat(transport.end()).isFalse();
        assertThat(env.nanoTime() - start).isGreaterThanOrEqualTo(300 * MILLISECOND);
    }

    @Test
    void aPassedDeadlineStopsATurnBeforeItBegins() throws Exception {
        var transport = transport(link);
        assertThat(reasonOf(() -> transport.begin(in(-1), CancelToken.NONE))).isEqualTo(Reason.TIMED_OUT);
        transport.begin(in(1000), CancelToken.NONE);
        assertThat(transport.end()).isTrue();
    }

    @Test
    void anEarlierDeadlineWakesTheWatchdog() throws Exception {
        var patient = transport(link);
        patient.begin(in(60_000), CancelToken.NONE);
        var hasty = transport(new StubLink().blocksWhenEmpty());
        hasty.begin(in(300), CancelToken.NONE);
        assertThat(reasonOf(() -> hasty.require(1))).isEqualTo(Reason.TIMED_OUT);
        assertThat(patient.end()).isTrue();
    }

    @Test
    void aClearedDeadlineNeverAffectsTheNextTurn() throws Exception {
        var transport = transport(link.piece(bytes(0, 100)));
        for (int i = 0; i < 100; i++) {
            transport.begin(in(20_000), CancelToken.NONE);
            assertThat(transport.end()).isTrue();
        }
        var last = in(2_000);
        transport.begin(last, CancelToken.NONE);
        assertThat(transport.end()).isTrue();
        env.sleep(last.remainingNanos(env.nanoTime()) + 5 * MILLISECOND);
        transport.begin(Deadline.NONE, CancelToken.NONE);
        transport.require(100);
        assertThat(transport.end()).isTrue();
    }

    /** Ends each turn at about the time of its deadline: either side may win, but both must agree who did. */
    @Test
    void theEndOfATurnAndItsDeadlineNeverBothWin() throws Exception {
        for (int i = 0; i < 300; i++) {
            var raced = new StubLink();
            var transport = transport(raced);
            var deadline = Deadline.after(env.nanoTime(), 150_000);
            try {
                transport.begin(deadline, CancelToken.NONE);
            } catch (TransportException e) {
                // The machine was busy, and the deadline passed before the race began.
                assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT);
                continue;
            }
            while (deadline.remainingNanos(env.nanoTime()) > 50_000 - i * 500L) {
                Thread.onSpinWait();
            }
            if (transport.end()) {
                transport.begin(Deadline.NONE, CancelToken.NONE);
                transport.write(new byte[1], 0, 1);
                assertThat(transport.end()).isTrue();
                assertThat(raced.isClosed()).isFalse();
                transport.close();
            } else {
                assertThat(reasonOf(() -> transport.require(1))).isEqualTo(Reason.TIMED_OUT);
            }
        }
    }

    @Test
    void manyTurnsWithDeadlinesRarelyWakeTheWatchdog() throws Exception {
        var transport = transport(link);
        for (int i = 0; i < 10_000; i++) {
            transport.begin(in(60_000), CancelToken.NONE);
            assertThat(transport.end()).isTrue();
        }
        // The watchdog starts, may find the turn ended, sleeps indefinitely, and is woken by a later turn. By chance
        // that may happen repeatedly; only a bug would make every turn wake it.
        assertThat(env.clockReadsOfWorkers()).isLessThan(5_000);
    }

    @Test
    void cancellingUnblocksABlockedRead() throws Exception {
        var token = new CancelToken();
        link.blocksWhenEmpty().onRead(() -> Thread.ofVirtual().start(token::cancel));
        var transport = transport(link);
        transport.begin(Deadline.NONE, token);
        assertThat(reasonOf(() -> transport.require(1))).isEqualTo(Reason.CANCELLED);
        assertThat(transport.end()).isFalse();
    }

    @Test
    void cancellingAfterTheTurnHasNoEffect() throws Exception {
        var token = new CancelToken();
        var transport = transport(link);
        transport.begin(Deadline.NONE, token);
        assertThat(transport.end()).isTrue();
        token.cancel();
        assertThat(transport.isOpen()).isTrue();
    }

    @Test
    void cancelledTokenStopsATurnBeforeItBegins() {
        var transport = transport(link);
        var token = new CancelToken();
        token.cancel();
        assertThat(reasonOf(() -> transport.begin(Deadline.NONE, token))).isEqualTo(Reason.CANCELLED);
        assertThat(transport.isOpen()).isTrue();
    }

    @Test
    void closingUnblocksABlockedReadAndIsReported() throws Exception {
        var transport = transport(link);
        link.blocksWhenEmpty().onRead(() -> Thread.ofVirtual().start(transport::close));
        transport.begin(in(10_000), CancelToken.NONE);
        assertThat(reasonOf(() -> transport.require(1))).isEqualTo(Reason.CLOSED);
        assertThat(transport.end()).isFalse();
        transport.close();
    }

    @Test
    void interruptEndsABlockedReadAndKeepsTheFlag() throws Exception {
        var reader = Thread.currentThread();
        link.blocksWhenEmpty().onRead(() -> Thread.ofVirtual().start(reader::interrupt));
        var transport = transport(link);
        transport.begin(in(10_000), CancelToken.NONE);
        assertThat(reasonOf(() -> transport.require(1))).isEqualTo(Reason.INTERRUPTED);
        assertThat(transport.end()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptBeforehandStopsATurnBeforeItBegins() {
        var transport = transport(link);
        Thread.currentThread().interrupt();
        assertThat(reasonOf(() -> transport.begin(Deadline.NONE, CancelToken.NONE)))
                .isEqualTo(Reason.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(transport.isOpen()).isTrue();
    }

    /** Lets a deadline pass, after which others are expected to pass too. */
    private void letADeadlinePass() throws TransportException {
        var transport = transport(new StubLink().blocksWhenEmpty());
        transport.begin(in(20), CancelToken.NONE);
        assertThat(reasonOf(() -> transport.require(1))).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void readsHaveNoTimeoutAsLongAsNoDeadlinePasses() throws Exception {
        var transport = transport(link.blocksWhenEmpty());
        transport.begin(in(50), CancelToken.NONE);
        assertThat(transport.awaitReply()).isTrue();
        assertThat(reasonOf(() -> transport.require(1))).isEqualTo(Reason.TIMED_OUT);
        assertThat(transport.end()).isFalse();
        assertThat(link.limitedReads()).isZero();
    }

    @Test
    void deadlineBeforeTheReplyLeavesTheTransportOpen() throws Exception {
        letADeadlinePass();
        var transport = transport(link.blocksWhenEmpty());
        transport.begin(in(50), CancelToken.NONE);
        assertThat(transport.awaitReply()).isFalse();
        assertThat(transport.end()).isTrue();
        link.piece(bytes(0, 10));
        transport.begin(in(20_000), CancelToken.NONE);
        assertThat(transport.awaitReply()).isTrue();
        assertThat(transport.available()).isEqualTo(10);
        assertThat(transport.end()).isTrue();
        assertThat(link.limitedReads()).isEqualTo(1);
    }

    @Test
    void deadlineWithinTheReplyClosesTheTransport() throws Exception {
        letADeadlinePass();
        var transport = transport(link.piece(bytes(0, 10)).blocksWhenEmpty());
        transport.begin(in(100), CancelToken.NONE);
        assertThat(transport.awaitReply()).isTrue();
        assertThat(reasonOf(() -> transport.require(11))).isEqualTo(Reason.TIMED_OUT);
        assertThat(transport.end()).isFalse();
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void closingCancellingAndInterruptsEndAWaitForAReply() throws Exception {
        letADeadlinePass();
        var token = new CancelToken();
        var cancelled = transport(new StubLink().blocksWhenEmpty());
        cancelled.begin(in(20_000), token);
        Thread.ofVirtual().start(token::cancel);
        assertThat(reasonOf(cancelled::awaitReply)).isEqualTo(Reason.CANCELLED);
        var closed = transport(new StubLink().blocksWhenEmpty());
        closed.begin(in(20_000), CancelToken.NONE);
        Thread.ofVirtual().start(closed::close);
        assertThat(reasonOf(closed::awaitReply)).isEqualTo(Reason.CLOSED);
        var interrupted = transport(new StubLink().blocksWhenEmpty());
        interrupted.begin(in(20_000), CancelToken.NONE);
        var reader = Thread.currentThread();
        Thread.ofVirtual().start(reader::interrupt);
        assertThat(reasonOf(interrupted::awaitReply)).isEqualTo(Reason.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }
}
