package dev.morelia.live.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.Test;

/**
 * All tests of the Reactive Streams TCK for one publisher, each as a test of JUnit. A subclass provides the publisher;
 * not one test may be skipped, apart from those of the TCK that test nothing.
 */
abstract class PublisherTck {
    /** For a signal that must come; a loaded machine may be slow. */
    private static final long TIMEOUT_MILLIS = Long.getLong("tck.timeoutMillis", 1_000);
    /** For a signal that must not come. */
    private static final long SILENCE_MILLIS = Long.getLong("tck.silenceMillis", 20);

    /** Tests that always last as long as the timeout; the others run meanwhile. */
    private static final Set<String> LASTING = Set.of("_spec309_", "_spec313_");

    /** How many elements stand for any larger number of them. */
    protected static final int MANY = 1_000;

    private final int maximum;

    PublisherTck() {
        this(MANY);
    }

    /** @param maximum how many elements stand for any larger number of them */
    PublisherTck(int maximum) {
        this.maximum = maximum;
    }

    /** A publisher of so many elements, at most the maximum. */
    protected abstract Flow.Publisher<?> publisher(int elements);

    /** A publisher that fails when it is to begin, with its first demand. */
    protected abstract Flow.Publisher<?> failingPublisher();

    @TestFactory
    Stream<DynamicTest> rules() {
        return tests().map(this::test).toList().stream();
    }

    private static Stream<Method> tests() {
        return Arrays.stream(FlowPublisherVerification.class.getMethods())
                .filter(it -> it.isAnnotationPresent(Test.class))
                .filter(it -> !it.getName().startsWith("untested_"))
                .sorted(Comparator.comparing(Method::getName));
    }

    private DynamicTest test(Method method) {
        var run = new FutureTask<@Nullable Void>(() -> {
            run(method);
            return null;
        });
        if (LASTING.stream().anyMatch(method.getName()::contains)) {
            Thread.ofPlatform().daemon().start(run);
        }
        return dynamicTest(method.getName(), () -> {
            run.run();
            try {
                run.get();
            } catch (ExecutionException failed) {
                throw failed.getCause();
            }
        });
    }

    private void run(Method test) throws Exception {
        var verification = new Verification(this);
        verification.setUp();
        try {
            test.invoke(verification);
        } catch (InvocationTargetException failed) {
            throw new AssertionError(test.getName(), failed.getCause());
        }
        verification.testEnvironment.verifyNoAsyncErrorsNoDelay();
    }

    @org.junit.jupiter.api.Test
    void thereAreAsManyTestsAsTheTckHas() {
        assertThat(tests()).hasSize(31);
    }

    private static final class Verification extends FlowPublisherVerification<Object> {
        private final TestEnvironment testEnvironment;
        private final PublisherTck tested;

        Verification(PublisherTck tested) {
            this(tested, new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
        }

        private Verification(PublisherTck tested, TestEnvironment environment) {
            super(environment, TIMEOUT_MILLIS);
            this.testEnvironment = environment;
            this.tested = tested;
        }

        @Override
        public Flow.Publisher<Object> createFlowPublisher(long elements) {
            return anyOf(tested.publisher((int) Math.min(elements, tested.maximum)));
        }

        @Override
        public Flow.Publisher<Object> createFailedFlowPublisher() {
            Flow.Publisher<Object> failing = anyOf(tested.failingPublisher());
            return subscriber -> failing.subscribe(new Demanding(subscriber));
        }

        private static Flow.Publisher<Object> anyOf(Flow.Publisher<?> publisher) {
            return subscriber -> publisher.subscribe(subscriber);
        }
    }

    /**
     * Requests an element at once: the TCK wants the error of a publisher without asking for an element, but ours does
     * nothing before it is asked.
     */
    private record Demanding(Flow.Subscriber<Object> subscriber) implements Flow.Subscriber<Object> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(subscription);
            subscription.request(1);
        }

        @Override
        public void onNext(Object element) {
            subscriber.onNext(element);
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }
}
