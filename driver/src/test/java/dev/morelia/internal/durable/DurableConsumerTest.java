package dev.morelia.internal.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.ChangeConsumerException.HistoryLost;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.error.ChangeConsumerException.LeaseLost;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ReportedError;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.options.LostHistory;
import dev.morelia.result.ConsumerMetrics.State;
import dev.morelia.spi.Checkpoints.Position;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A consumer over a history of numbers, with checkpoints in memory. */
@Timeout(60)
class DurableConsumerTest {
    private static final ServerAddress SERVER = new ServerAddress("localhost", 27017);
    private static final Duration LEASE = Duration.ofMillis(600);
    private static final ConsumerSettings SETTINGS = ConsumerSettings.DEFAULT
            .withLeaseTime(Duration.ofSeconds(20))
            .withSaveAfter(3)
            .withSaveEvery(Duration.ofHours(1));

    private final StubCheckpoints checkpoints = new StubCheckpoints();
    private final StubSource source = new StubSource(10);
    private final Background background = new Background(SystemEnv.INSTANCE);

    @AfterEach
    void nothingGoesOn() {
        background.events().close();
        background.awaitEnd();
    }

    private DurableConsumer consumer(ConsumerSettings settings) {
        return new DurableConsumer(background, "bills", "me", source, checkpoints, settings);
    }

    private static int number(RawDocument event) {
        return event.int32("n");
    }

    private static MongoException lost() {
        return new ConnectionLostException(SERVER, "getMore", true, Duration.ofMillis(1), new IOException("reset"));
    }

    private static MongoException historyLost() {
        var reply = RawDocument.encode(Document.of("ok", 0, "code", 286, "errmsg", "too old"));
        return new CommandException(ReportedError.of("aggregate on app.orders", SERVER, reply));
    }

    private static void once(Runnable code, AtomicBoolean done) {
        if (!done.getAndSet(true)) {
            code.run();
        }
    }

    /** Runs until the last event was handled. */
    private List<Integer> run(DurableConsumer consumer) {
        var handled = new ArrayList<Integer>();
        consumer.run(event -> {
            handled.add(number(event));
            if (number(event) == source.count) {
                consumer.close();
            }
        });
        return handled;
    }

    @Test
    void aNewNameBeginsWhereItWasOpened() {
        var consumer = consumer(SETTINGS);
        consumer.open();
        assertThat(checkpoints.saved).containsExactly(Position.at(new Timestamp(100, 1)));
        assertThat(source.opened).hasSize(1);
        consumer.close();
        assertThat(checkpoints.releases).hasValue(1);
        assertThat(source.streams).allMatch(stream -> stream.closed);
    }

    @Test
    void theQueryMayNameTheBeginning() {
        source.hasStart = true;
        var consumer = consumer(SETTINGS);
        consumer.open();
        assertThat(checkpoints.saved).isEmpty();
        consumer.close();
    }

    @Test
    void acknowledgedEventsAreSaved() {
        var consumer = consumer(SETTINGS);
        for (int i = 1; i <= 8; i++) {
            assertThat(number(consumer.next())).isEqualTo(i);
            consumer.acknowledge();
        }
        assertThat(checkpoints.saved.subList(1, checkpoints.saved.size()))
                .containsExactly(StubSource.position(3), StubSource.position(6));
        assertThat(consumer.metrics().checkpoint().unsavedEvents()).isEqualTo(2);
        assertThat(consumer.metrics().progress().handledEvents()).isEqualTo(8);
        consumer.save();
        assertThat(checkpoints.position).isEqualTo(StubSource.position(8));
        consumer.next();
        consumer.close();
        assertThat(checkpoints.position).as("not acknowledged").isEqualTo(StubSource.position(8));
        assertThat(consumer.metrics().lease().state()).isEqualTo(State.CLOSED);
        assertThatThrownBy(consumer::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void theNextOneGoesOnThere() {
        var first = consumer(SETTINGS);
        first.next();
        first.acknowledge();
        first.next();
        first.acknowledge();
        first.close();
        var second = new DurableConsumer(background, "bills", "you", source, checkpoints, SETTINGS);
        assertThat(number(second.next())).isEqualTo(3);
        assertThat(second.metrics().lease().fencingNumber()).isEqualTo(2);
        second.close();
    }

    @Test
    void anIdleStreamIsSavedWhenAllIsAcknowledged() throws InterruptedException {
        var consumer = consumer(SETTINGS.withSaveEvery(Duration.ofMillis(5)).withSaveAfter(100));
        source.count = 1;
        consumer.next();
        TimeUnit.MILLISECONDS.sleep(60);
        assertThat(consumer.tryNext()).isNull();
        assertThat(checkpoints.saved).hasSize(1);
        consumer.acknowledge();
        assertThat(checkpoints.position).isEqualTo(StubSource.position(1));
        assertThat(consumer.tryNext()).isNull();
        assertThat(consumer.metrics().progress().lag()).isZero();
        consumer.close();
    }

    @Test
    void lagIsKnownWhileAnEventIsHandled() {
        var consumer = consumer(SETTINGS);
        consumer.next();
        assertThat(consumer.metrics().progress().lag()).isEqualTo(Duration.ofSeconds(999));
        assertThat(consumer.metrics().lease().state()).isEqualTo(State.ACTIVE);
        consumer.close();
    }

    @Test
    void aStandbyWaitsForTheLease() {
        checkpoints.owner = "other";
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        consumer.open();
        assertThat(consumer.metrics().lease().state()).isEqualTo(State.STANDBY);
        assertThat(consumer.metrics().lease().holder()).isEqualTo("other");
        assertThat(consumer.tryNext()).isNull();
        consumer.acknowledge();
        checkpoints.owner = null;
        assertThat(number(consumer.next())).isEqualTo(1);
        consumer.close();
    }

    @Test
    void orItFails() {
        checkpoints.owner = "other";
        var consumer = consumer(SETTINGS.withStandby(false));
        assertThatThrownBy(consumer::open)
                .isInstanceOf(LeaseHeld.class)
                .hasMessageContaining("'bills'")
                .hasMessageContaining("other has its lease since 2026-01-02T03:04:05Z")
                .hasMessageContaining("standby(true)");
        assertThat(checkpoints.releases).hasValue(0);
        assertThatThrownBy(consumer::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> run(consumer(SETTINGS.withStandby(false)))).isInstanceOf(LeaseHeld.class);
    }

    @Test
    void waitingHasATimeout() {
        checkpoints.owner = "other";
        source.timeout = Duration.ofMillis(100);
        var consumer = consumer(SETTINGS);
        assertThatThrownBy(consumer::next)
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("waiting for the lease of the durable consumer 'bills' of app.orders");
        checkpoints.owner = null;
        source.count = 0;
        assertThatThrownBy(consumer::next)
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("waiting for an event");
        consumer.close();
    }

    @Test
    void waitingCanBeInterrupted() {
        checkpoints.owner = "other";
        var consumer = consumer(SETTINGS);
        consumer.open();
        Thread.currentThread().interrupt();
        assertThatThrownBy(consumer::next).isInstanceOf(InterruptedOperationException.class);
        assertThat(Thread.interrupted()).isTrue();
        consumer.close();
    }

    @Test
    void aTakenLeaseIsNoticedWhenSaving() {
        var consumer = consumer(SETTINGS.withSaveAfter(1));
        consumer.next();
        checkpoints.take();
        assertThatThrownBy(consumer::acknowledge)
                .isInstanceOf(LeaseLost.class)
                .hasMessageContaining("another one has acquired the lease");
        assertThat(consumer.metrics().lease().losses()).isEqualTo(1);
        assertThat(consumer.tryNext()).as("standby").isNull();
        checkpoints.owner = null;
        assertThat(number(consumer.next())).as("not saved").isEqualTo(1);
        consumer.close();
    }

    @Test
    void theLeaseIsRenewedHoweverLongAHandlerTakes() throws InterruptedException {
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        consumer.next();
        TimeUnit.MILLISECONDS.sleep(2 * LEASE.toMillis());
        assertThat(checkpoints.renewals.get()).isBetween(3, 9);
        assertThat(consumer.metrics().lease().state()).isEqualTo(State.ACTIVE);
        consumer.next();
        consumer.close();
        int renewals = checkpoints.renewals.get();
        TimeUnit.MILLISECONDS.sleep(LEASE.toMillis());
        assertThat(checkpoints.renewals).hasValue(renewals);
    }

    @Test
    void nothingIsHandedOutAfterTheLeaseMayHaveEnded() throws InterruptedException {
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        consumer.next();
        checkpoints.trouble = method -> {
            if (method.equals("renew")) {
                throw new IllegalStateException("no storage");
            }
        };
        TimeUnit.MILLISECONDS.sleep(LEASE.toMillis());
        assertThat(consumer.metrics().lease().state()).isEqualTo(State.EXPIRED);
        assertThatThrownBy(consumer::next)
                .isInstanceOf(LeaseLost.class)
                .hasMessageContaining("could not be renewed in time: no storage")
                .hasMessageContaining("leaseTime")
                .hasRootCauseMessage("no storage");
        assertThat(number(consumer.next())).isEqualTo(1);
        consumer.close();
    }

    @Test
    void aReplyThatComesTooLateIsNoLease() {
        checkpoints.trouble = method -> {
            if (method.equals("acquire") && checkpoints.fencingNumber == 0) {
                sleep(LEASE);
            }
        };
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        assertThatThrownBy(consumer::next).isInstanceOf(LeaseLost.class);
        assertThat(number(consumer.next())).isEqualTo(1);
        assertThat(checkpoints.fencingNumber).isEqualTo(2);
        consumer.close();
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anEventWhoseFetchTookTooLongIsNotHandedOut() {
        checkpoints.trouble = method -> {
            if (method.equals("renew")) {
                throw new IllegalStateException("no storage");
            }
        };
        var first = new AtomicBoolean();
        source.reading = number -> once(() -> sleep(LEASE), first);
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        assertThatThrownBy(consumer::next).isInstanceOf(LeaseLost.class);
        assertThat(number(consumer.next())).isEqualTo(1);
        consumer.close();
    }

    @Test
    void aFailedSaveIsTriedAgainBeforeTheNextEvent() {
        var consumer = consumer(SETTINGS);
        checkpoints.trouble = method -> {
            if (method.equals("save") && checkpoints.fencingNumber > 0 && !checkpoints.saved.isEmpty()) {
                throw lost();
            }
        };
        for (int i = 1; i < 3; i++) {
            consumer.next();
            consumer.acknowledge();
        }
        consumer.next();
        assertThatThrownBy(consumer::acknowledge).isInstanceOf(ConnectionLostException.class);
        assertThatThrownBy(consumer::next).isInstanceOf(ConnectionLostException.class);
        checkpoints.trouble = method -> {};
        assertThat(number(consumer.next())).isEqualTo(4);
        assertThat(checkpoints.position).isEqualTo(StubSource.position(3));
        consumer.close();
    }

    @Test
    void closingThrowsWhatCouldNotBeSaved() {
        var consumer = consumer(SETTINGS);
        consumer.next();
        consumer.acknowledge();
        var problem = new IllegalArgumentException("not saved");
        checkpoints.trouble = method -> {
            if (method.equals("save")) {
                throw problem;
            } else if (method.equals("release")) {
                throw new AssertionError("not released");
            }
        };
        assertThatThrownBy(consumer::close)
                .isSameAs(problem)
                .hasSuppressedException(new AssertionError("not released"));
        assertThat(source.streams).allMatch(stream -> stream.closed);
        consumer.close();
    }

    @Test
    void anInterruptedThreadClosesProperly() {
        var consumer = consumer(SETTINGS);
        consumer.next();
        consumer.acknowledge();
        checkpoints.trouble =
                method -> assertThat(Thread.currentThread().isInterrupted()).isFalse();
        Thread.currentThread().interrupt();
        consumer.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(checkpoints.position).isEqualTo(StubSource.position(1));
        assertThat(checkpoints.releases).hasValue(1);
    }

    @Test
    void theLastCallThatRefersToItStillHasTheLease() {
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        Object[] user = {new Object()};
        consumer.keepFor(user[0]);
        consumer.next();
        consumer.acknowledge();
        checkpoints.trouble = method -> {
            if (method.equals("save")) {
                user[0] = null;
                System.gc();
                sleep(LEASE);
                assertThat(checkpoints.releases).hasValue(0);
            }
        };
        consumer.close();
        assertThat(checkpoints.position).isEqualTo(StubSource.position(1));
        assertThat(checkpoints.releases).hasValue(1);
    }

    // ---- run

    @Test
    void runHandsOutEverything() {
        var handled = run(consumer(SETTINGS));
        assertThat(handled).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(checkpoints.position).isEqualTo(StubSource.position(10));
        assertThat(checkpoints.releases).hasValue(1);
        assertThat(checkpoints.owner).isNull();
    }

    @Test
    void whatAHandlerThrowsEndsTheRun() {
        var consumer = consumer(SETTINGS);
        var handled = new ArrayList<Integer>();
        assertThatThrownBy(() -> consumer.run(event -> {
                    if (number(event) == 5 && handled.size() == 4) {
                        throw new IOException("disk full");
                    }
                    handled.add(number(event));
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
        assertThat(handled).containsExactly(1, 2, 3, 4);
        assertThat(run(consumer))
                .as("the failed event comes again")
                .startsWith(5)
                .endsWith(10);
        assertThat(checkpoints.owner).isNull();
    }

    @Test
    void anErrorOfAHandlerEndsTheRunAndItsEventComesAgain() {
        var consumer = consumer(SETTINGS);
        assertThatThrownBy(() -> consumer.run(event -> {
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(number(consumer.next())).isEqualTo(1);
        consumer.close();
        assertThat(checkpoints.owner).isNull();
    }

    @Test
    void runGoesOnAfterFailuresThatPass() {
        var acquired = new AtomicBoolean();
        var opened = new AtomicBoolean();
        var read = new AtomicBoolean();
        var saved = new AtomicBoolean();
        checkpoints.trouble = method -> {
            if (method.equals("acquire")) {
                fail(acquired);
            } else if (method.equals("save") && checkpoints.saved.size() == 2) {
                fail(saved);
            }
        };
        source.opening = number -> fail(opened);
        source.reading = number -> {
            if (number == 5) {
                fail(read);
            }
        };
        var handled = run(consumer(SETTINGS.withLeaseTime(LEASE)));
        assertThat(handled).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(List.of(acquired, opened, read, saved)).allMatch(AtomicBoolean::get);
    }

    private static void fail(AtomicBoolean done) {
        once(
                () -> {
                    throw lost();
                },
                done);
    }

    @Test
    void runGoesOnWhenALeaseIsLost() {
        var taken = new AtomicBoolean();
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        var handled = new ArrayList<Integer>();
        consumer.run(event -> {
            handled.add(number(event));
            if (number(event) == 5) {
                once(
                        () -> {
                            checkpoints.take();
                            checkpoints.owner = null;
                        },
                        taken);
            }
            if (number(event) == 10) {
                consumer.close();
            }
        });
        assertThat(handled).containsSubsequence(1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 10);
        assertThat(consumer.metrics().lease().losses()).isEqualTo(1);
    }

    @Test
    void whatCheckpointsThrowEndsTheRun() {
        checkpoints.trouble = method -> {
            if (method.equals("save")) {
                throw new IllegalArgumentException("broken storage");
            }
        };
        var consumer = consumer(SETTINGS);
        assertThatThrownBy(() -> run(consumer)).isInstanceOf(IllegalArgumentException.class);
        checkpoints.trouble = method -> {};
        consumer.close();
        assertThat(checkpoints.owner).isNull();
    }

    @Test
    void anotherThreadClosesARun() throws Exception {
        var consumer = consumer(SETTINGS);
        var handled = new AtomicInteger();
        try (var threads = Executors.newSingleThreadExecutor()) {
            var running = threads.submit(() -> consumer.run(event -> handled.incrementAndGet()));
            while (handled.get() < 10) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            assertThatThrownBy(consumer::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
            consumer.close();
            running.get(10, TimeUnit.SECONDS);
        }
        assertThat(checkpoints.position).isEqualTo(StubSource.position(10));
        assertThat(checkpoints.releases).hasValue(1);
    }

    @Test
    void anotherThreadClosesAStandby() throws Exception {
        checkpoints.owner = "other";
        var consumer = consumer(SETTINGS);
        try (var threads = Executors.newSingleThreadExecutor()) {
            var running = threads.submit(() -> run(consumer));
            TimeUnit.MILLISECONDS.sleep(50);
            consumer.close();
            assertThat(running.get(10, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(checkpoints.releases).hasValue(0);
    }

    // ---- history

    @Test
    void afterInvalidateItGoesOn() {
        source.count = 2;
        source.overAtEnd = true;
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        consumer.next();
        consumer.next();
        assertThat(consumer.tryNext()).isNull();
        assertThat(source.opened).hasSize(1);
        consumer.acknowledge();
        assertThat(consumer.tryNext()).isNull();
        source.count = 3;
        assertThat(number(consumer.next())).isEqualTo(3);
        assertThat(source.opened).containsExactly(0, 2);
        consumer.close();
    }

    @Test
    void lostHistoryFails() {
        checkpoints.position = StubSource.position(5);
        source.opening = number -> {
            throw historyLost();
        };
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> consumer(SETTINGS).open())
                    .isInstanceOf(HistoryLost.class)
                    .hasMessageContaining("app.orders, saved at 2026-01-02T03:04:05Z")
                    .hasMessageContaining("LostHistory.rescan")
                    .hasMessageContaining("too old");
            assertThat(checkpoints.owner).as("released").isNull();
        }
        assertThat(checkpoints.position).isEqualTo(StubSource.position(5));
    }

    @Test
    void lostHistoryIsSkipped() {
        checkpoints.position = StubSource.position(5);
        source.opening = number -> {
            if (number == 5) {
                throw historyLost();
            }
        };
        var consumer = consumer(SETTINGS.withLostHistory(LostHistory.restart()));
        consumer.open();
        assertThat(checkpoints.position).isEqualTo(Position.at(new Timestamp(100, 1)));
        assertThat(number(consumer.next())).isEqualTo(1);
        assertThat(consumer.metrics().progress().historyLosses()).isEqualTo(1);
        consumer.close();
    }

    @Test
    void aServerThatHasNoHistoryAtAllIsNotAskedForever() {
        source.opening = number -> {
            throw historyLost();
        };
        assertThatThrownBy(() -> run(consumer(SETTINGS.withLostHistory(LostHistory.restart()))))
                .isInstanceOf(HistoryLost.class);
    }

    @Test
    void lostHistoryIsScannedAnew() {
        var scans = new AtomicInteger();
        var read = new AtomicBoolean();
        source.reading = number -> {
            if (number == 4) {
                once(
                        () -> {
                            throw historyLost();
                        },
                        read);
            }
        };
        LostHistory.Scan scan = loss -> {
            assertThat(loss.consumer()).isEqualTo("bills");
            assertThat(loss.fencingNumber()).isEqualTo(1);
            assertThat(loss.isActive()).isTrue();
            assertThat(checkpoints.position).isNotEqualTo(Position.at(new Timestamp(200, 1)));
            source.operationTime = 300;
            if (scans.incrementAndGet() == 1) {
                throw new IllegalStateException("scan failed");
            }
        };
        var consumer = consumer(SETTINGS.withLostHistory(LostHistory.rescan(scan)));
        for (int i = 0; i < 3; i++) {
            consumer.next();
            consumer.acknowledge();
        }
        source.operationTime = 200;
        assertThatThrownBy(consumer::next).hasMessage("scan failed");
        read.set(false);
        source.opening = number -> {
            if (number == 3) {
                throw historyLost();
            }
        };
        source.operationTime = 250;
        assertThat(number(consumer.next())).isEqualTo(1);
        assertThat(scans).hasValue(2);
        assertThat(checkpoints.position).as("from before the scan").isEqualTo(Position.at(new Timestamp(250, 1)));
        consumer.close();
    }

    @Test
    void aForgottenConsumerGivesItsLeaseBack() throws InterruptedException {
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        consumer.keepFor(new Object());
        consumer.open();
        for (int i = 0; i < 100 && checkpoints.owner != null; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(checkpoints.owner).isNull();
    }
}
