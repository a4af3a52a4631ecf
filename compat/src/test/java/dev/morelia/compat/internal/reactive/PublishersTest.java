package dev.morelia.compat.internal.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.RequestContext;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.env.SystemEnv;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Publishers publishers = new Publishers(new Bridge(SystemEnv.INSTANCE), null);

    @Test
    void oneElementOnAThreadOfItsOwn() throws InterruptedException {
        var thread = new AtomicReference<@Nullable Thread>();
        var subscriber = new RecordingSubscriber<String>(1);
        publishers
                .<String>one(() -> {
                    thread.set(Thread.currentThread());
                    return "a";
                })
                .subscribe(subscriber);
        assertThat(subscriber.awaitEnd(PATIENCE)).isTrue();
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a", "complete");
        assertThat(thread.get()).isNotNull().isNotSameAs(Thread.currentThread());
    }

    @Test
    void nullIsTheEndAlone() throws InterruptedException {
        var subscriber = new RecordingSubscriber<String>(1);
        publishers.<String>one(() -> null).subscribe(subscriber);
        assertThat(subscriber.awaitEnd(PATIENCE)).isTrue();
        assertThat(subscriber.signals()).containsExactly("subscribed", "complete");
    }

    @Test
    void aListIsItsElements() throws InterruptedException {
        var subscriber = new RecordingSubscriber<String>(9);
        publishers.each(() -> List.of("a", "b")).subscribe(subscriber);
        assertThat(subscriber.awaitEnd(PATIENCE)).isTrue();
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a", "next b", "complete");
    }

    @Test
    void theExceptionItselfIsSignalled() throws InterruptedException {
        var subscriber = new RecordingSubscriber<Void>(1);
        var thrown = new IllegalStateException("down");
        publishers
                .end(() -> {
                    throw thrown;
                })
                .subscribe(subscriber);
        assertThat(subscriber.awaitEnd(PATIENCE)).isTrue();
        assertThat(subscriber.failure()).isSameAs(thrown);
    }

    @Test
    void cancelInterruptsTheOperationAndDoesNotWaitForIt() throws InterruptedException {
        var running = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var subscriber = new RecordingSubscriber<Void>(1);
        publishers
                .end(() -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    awaitUninterrupted(mayEnd);
                })
                .subscribe(subscriber);
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        subscriber.subscription().cancel();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        mayEnd.countDown();
        assertThat(subscriber.signals()).containsExactly("subscribed");
    }

    @Test
    @SuppressWarnings("NullAway")
    void aNullArgumentIsAnErrorOfTheCall() {
        assertThatThrownBy(() -> publishers.one(() -> "a", "filter", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> publishers.one(null, session -> "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theOperationRunsInTheContextOfItsSubscriber() throws InterruptedException {
        var context = new StubContext();
        var seen = new AtomicReference<@Nullable RequestContext>();
        var subscriber = new RecordingSubscriber<Void>(1);
        var asked = new AtomicBoolean();
        new Publishers(new Bridge(SystemEnv.INSTANCE), whom -> {
                    asked.set(whom.equals(subscriber));
                    return context;
                })
                .end(() -> seen.set(RequestScope.provider().getContext()))
                .subscribe(subscriber);
        assertThat(subscriber.awaitEnd(PATIENCE)).isTrue();
        assertThat(seen.get()).isSameAs(context);
        assertThat(asked).isTrue();
        assertThat(RequestScope.provider().getContext()).isNull();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
