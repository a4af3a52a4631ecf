package dev.morelia.internal.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Timestamp;
import dev.morelia.error.ChangeConsumerException.HistoryLost;
import dev.morelia.options.LostHistory;
import dev.morelia.spi.Checkpoints.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs, and what becomes of them when a handler, a lease or the history is lost. */
@Timeout(60)
class DurableRunTest extends ConsumerFixture {
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
