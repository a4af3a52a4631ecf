package dev.morelia.internal.bridge;

import dev.morelia.event.AsyncUse;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.UnpinnedCall;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.settings.ClientSettings;
import dev.morelia.spi.AsyncExecutor;
import dev.morelia.spi.ContextPropagation;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking operations for the async API: on virtual threads, unless the program provides others. Thread-safe.
 */
public final class Bridge {
    private final OperationThreads threads;
    private final InFlight inFlight;
    private final int callTracing;
    private final BridgedView view;

    /** The bridge of one client with default settings. */
    public Bridge(Env env) {
        this(new Background(env), ClientSettings.defaults(), null, null);
    }

    /**
     * The bridge of one client.
     *
     * @param executor provides the threads of operations; null for virtual threads
     * @param propagation carries context to these; null for none
     */
    public Bridge(
            Background background,
            ClientSettings settings,
            @Nullable AsyncExecutor executor,
            @Nullable ContextPropagation propagation) {
        this(
                new OperationThreads(background, executor, propagation),
                new InFlight(background, settings.async(), settings.pool()),
                settings.async().callTracing(),
                BridgedView.NONE);
    }

    private Bridge(OperationThreads threads, InFlight inFlight, int callTracing, BridgedView view) {
        this.threads = threads;
        this.inFlight = inFlight;
        this.callTracing = callTracing;
        this.view = view;
    }

    /** The bridge for a view with this timeout and session, of which nothing else is known. */
    public Bridge with(@Nullable Duration limit, @Nullable ExplicitSession named) {
        return with(new BridgedView(limit, named, null));
    }

    /** The bridge for a view. */
    public Bridge with(BridgedView other) {
        return new Bridge(threads, inFlight, callTracing, other);
    }

    /**
     * Runs an operation, as soon as the number of operations in flight allows it.
     *
     * @return completes when the operation has ended and its connection is back in the pool; cancelling it interrupts
     *     the operation
     */
    public <T extends @Nullable Object> CompletableFuture<T> run(Callable<T> operation) {
        return submitted(new OperationFuture<T>(threads, inFlight, operation, call()));
    }

    /**
     * The same for what may read batches ahead: on virtual threads, as no code of the program below it keeps the
     * carrier of its own.
     */
    public <T extends @Nullable Object> CompletableFuture<T> runQuery(Callable<T> query) {
        return run(threads.areForeign() ? query : () -> UnpinnedCall.<T>run(query));
    }

    /**
     * Runs what consists of operations of the program that are bounded themselves, such as a transaction: it does not
     * count as an operation in flight, or it could wait for itself.
     */
    public <T extends @Nullable Object> CompletableFuture<T> runUnbounded(Callable<T> composed) {
        return submitted(new OperationFuture<T>(threads, null, composed, call()));
    }

    private <T extends @Nullable Object> CompletableFuture<T> submitted(OperationFuture<T> future) {
        ExplicitSession session = view.sessionOfCaller();
        if (session != null && session.isInTransaction()) {
            session.started().add(future);
        }
        future.submit(view.timeout(), view.session());
        return future;
    }

    /** Records the stack of one call in so many; null for the others. */
    private @Nullable Throwable call() {
        return callTracing > 0 && (callTracing == 1 || threads.env().random().nextInt(callTracing) == 0)
                ? new Throwable()
                : null;
    }

    /**
     * Publishes a result: each subscription opens it anew, with the first demand. Only the time that the source waits
     * for the server counts as an operation in flight.
     */
    public <T> Flow.Publisher<T> publish(Callable<? extends Source<T>> open) {
        return new SourcePublisher<>(threads, inFlight, this::call, open);
    }

    /** Publishes what may wait for events for any time, such as a change stream: it never counts as in flight. */
    public <T> Flow.Publisher<T> publishEvents(Callable<? extends Source<T>> open) {
        return new SourcePublisher<>(threads, null, this::call, open);
    }

    /**
     * Runs an action for each element of a source, which it opens. Only the time that the source waits for the server
     * counts as an operation in flight.
     */
    public <T> CompletableFuture<Void> forEach(Callable<? extends Source<T>> open, Consumer<? super T> action) {
        return forEach(new WaitingSource<>(threads.env(), inFlight, open), action);
    }

    /** As {@link #forEach} for what may wait for events for any time: it never counts as in flight. */
    public <T> CompletableFuture<Void> forEachEvent(Callable<? extends Source<T>> open, Consumer<? super T> action) {
        return forEach(new WaitingSource<>(threads.env(), null, open), action);
    }

    private <T> CompletableFuture<Void> forEach(WaitingSource<T> source, Consumer<? super T> action) {
        return runUnbounded(Action.of(() -> source.forEach(Argument.notNull("action", action))));
    }

    /** What a publisher of the program publishes, as a stream that waits for it; closing the stream cancels it. */
    public <T> Stream<T> stream(Flow.Publisher<? extends T> publisher) {
        return PublishedElements.stream(threads.env(), publisher);
    }

    /** As {@link #stream(Flow.Publisher)}, with at most so many elements requested before they are needed. */
    public <T> Stream<T> stream(Flow.Publisher<? extends T> publisher, int ahead) {
        return PublishedElements.stream(threads.env(), publisher, ahead);
    }

    /** As {@link #await(String, Callable, Deadline, Runnable)}, without a limit. */
    public <T extends @Nullable Object> T await(String what, Callable<? extends CompletionStage<? extends T>> code)
            throws Exception {
        return await(what, code, Deadline.NONE, () -> {});
    }

    /**
     * Calls code of the program that returns a stage, on a thread of {@link #runUnbounded}, and waits for the stage.
     *
     * @param what the code is, for messages
     * @param deadline when the wait must have ended
     * @param abandoned is run if the wait ends before the stage does, which is cancelled after that
     * @return the result of the stage; throws what it has failed with
     */
    public <T extends @Nullable Object> T await(
            String what, Callable<? extends CompletionStage<? extends T>> code, Deadline deadline, Runnable abandoned)
            throws Exception {
        return new StageWait<T>(threads.env(), code.call(), what).await(deadline, abandoned);
    }

    /**
     * Runs an operation as {@link #run} does, as a step of what this thread of {@link #runUnbounded} does, and waits
     * for it. An interrupt of this thread is only reported after the operation, so that its result is known.
     */
    public void runStep(String what, Runnable operation) {
        new StageWait<>(threads.env(), run(Action.of(operation::run)), what).awaitEnd();
    }

    /** The usage now. */
    public AsyncUse use() {
        return inFlight.use();
    }

    /** Ends the operations in the queue, as the client is closed; those in flight end with their connections. */
    public void close() {
        inFlight.close();
    }
}
