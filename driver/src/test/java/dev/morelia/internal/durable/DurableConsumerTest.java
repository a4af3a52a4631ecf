package dev.morelia.internal.durable;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Timestamp;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.error.ChangeConsumerException.LeaseLost;
import dev.morelia.error.ChangeConsumerException.UnusablePosition;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.result.ConsumerMetrics.State;
import dev.morelia.spi.Checkpoints.Position;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases and positions. */
@Timeout(60)
class DurableConsumerTest extends ConsumerFixture {
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
            if (method.equals("acquire") && checkpoints.fencingNumber.get() == 0) {
                sleep(LEASE);
            }
        };
        var consumer = consumer(SETTINGS.withLeaseTime(LEASE));
        assertThatThrownBy(consumer::next).isInstanceOf(LeaseLost.class);
        assertThat(number(consumer.next())).isEqualTo(1);
        assertThat(checkpoints.fencingNumber).hasValue(2);
        consumer.close();
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
            if (method.equals("save") && checkpoints.fencingNumber.get() > 0 && !checkpoints.saved.isEmpty()) {
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
        var user = new AtomicReference<@Nullable Object>(new Object());
        consumer.keepFor(requireNonNull(user.get()));
        consumer.next();
        consumer.acknowledge();
        checkpoints.trouble = method -> {
            if (method.equals("save")) {
                user.set(null);
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
    void aPositionOfAnotherStreamIsRejected() {
        var first = consumer(SETTINGS);
        first.next();
        first.acknowledge();
        first.close();
        assertThat(checkpoints.stream).isEqualTo("collection app.orders");
        source.stream = "collection app.people";
        int opened = source.opened.size();
        var second = consumer(SETTINGS);
        assertThatThrownBy(second::open)
                .isInstanceOf(UnusablePosition.class)
                .hasMessageContaining("Stored: collection app.orders. Opened: collection app.people.")
                .matches(failure -> !((UnusablePosition) failure).isTransient());
        assertThat(source.opened).hasSize(opened);
        assertThat(checkpoints.owner).as("the lease is given back").isNull();
        var third = consumer(SETTINGS);
        assertThatThrownBy(() -> third.run(event -> {})).isInstanceOf(UnusablePosition.class);
        assertThat(checkpoints.owner).isNull();
        third.close();
        source.stream = "collection app.orders";
        var fourth = consumer(SETTINGS);
        assertThat(number(fourth.next())).isEqualTo(2);
        fourth.close();
    }

    @Test
    void aPositionOfAnUnknownStreamIsAdopted() {
        checkpoints.position = StubSource.position(4);
        var consumer = consumer(SETTINGS);
        assertThat(number(consumer.next())).isEqualTo(5);
        consumer.acknowledge();
        consumer.close();
        assertThat(checkpoints.stream).isEqualTo("collection app.orders");
    }

    @Test
    void aPositionThatServersRejectGivesTheLeaseBack() {
        checkpoints.position = StubSource.position(4);
        source.opening = number -> {
            throw rejected();
        };
        var consumer = consumer(SETTINGS);
        assertThatThrownBy(consumer::next).isInstanceOf(CommandException.class);
        assertThat(checkpoints.owner).isNull();
        assertThat(consumer.metrics().lease().state()).isEqualTo(State.STANDBY);
        source.opening = number -> {};
        assertThat(number(consumer.next())).isEqualTo(5);
        consumer.close();
    }
}
