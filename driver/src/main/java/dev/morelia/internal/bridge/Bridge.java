package dev.morelia.internal.bridge;

import dev.morelia.event.AsyncUse;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.UnpinnedCall;
import dev.morelia.internal.exec.Admission;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.settings.ClientSettings;
import dev.morelia.spi.AsyncExecutor;
import dev.morelia.spi.ContextPropagation;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking operations for the async API: on virtual threads, unless the program provides others. Thread-safe.
 */
public final class Bridge {
    private final OperationThreads threads;
    private final CancelledSubscriptions cancelled;
    private final ProgramWaits waits;
    private final int callTracing;
    private final Bound bound;

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
                new CancelledSubscriptions(background.env()),
                new ProgramWaits(background.env()),
                settings.async().callTracing(),
                Bound.of(new InFlight(background, settings.async(), settings.pool())));
    }

    private Bridge(
            OperationThreads threads,
            CancelledSubscriptions cancelled,
            ProgramWaits waits,
            int callTracing,
            Bound bound) {
        this.threads = threads;
        this.cancelled = cancelled;
        this.waits = waits;
        this.callTracing = callTracing;
        this.bound = bound;
    }

    /** The bridge for a view with this timeout and session, of which nothing else is known. */
    public Bridge with(@Nullable Duration limit, @Nullable ExplicitSession named) {
        return limit == null && named == null ? this : with(bound.with(limit, named));
    }

    /**
     * The bridge for what belongs to a client.
     *
     * @param sessions those of the client
     * @param target what its operations are on, in words, such as a namespace; null if it is not known
     */
    public Bridge of(ServerSessions sessions, @Nullable Object target) {
        return with(bound.of(sessions, target));
    }

    /**
     * The bridge for a query.
     *
     * @param renewsTimeout whether the timeout applies to each wait for a document, instead of the whole query
     */
    public Bridge renewingTimeout(boolean renewsTimeout) {
        return bound.timeout() == null || !renewsTimeout ? this : with(bound.renewing());
    }

    private Bridge with(Bound changed) {
        return new Bridge(threads, cancelled, waits, callTracing, changed);
    }

    /**
     * Runs an operation, as soon as the number of operations in flight allows it.
     *
     * @return completes when the operation has ended and its connection is back in the pool; cancelling it interrupts
     *     the operation
     */
    public <T extends @Nullable Object> CompletableFuture<T> run(Callable<T> operation) {
        return submitted(new OperationFuture<T>(threads, bound.inFlight(), bound.target(), operation, call()));
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
        return submitted(new OperationFuture<T>(threads, null, bound.target(), composed, call()));
    }

    private <T extends @Nullable Object> CompletableFuture<T> submitted(OperationFuture<T> future) {
        ExplicitSession session = bound.sessionOfCaller();
        if (session != null && session.isInTransaction()) {
            session.use().started().add(future);
        }
        future.submit(bound.timeout(), bound.session());
        return future;
    }

    /**
     * Runs what ends something, such as a session: to its end, also if the future is cancelled or the program's
     * executor has no thread for it, as nobody would end it otherwise. It does not count as an operation in flight.
     */
    public CompletableFuture<Void> runToEnd(Action ending) {
        var future = new EndingFuture<>(threads, Action.of(ending), call());
        future.submit();
        return future;
    }

    /**
     * Runs an operation that opens what the program has to close. If the future is cancelled meanwhile, nobody else
     * could close that.
     *
     * @param closing closes it, on a thread of its own
     */
    public <T> CompletableFuture<T> runOpening(Callable<T> opening, Consumer<? super T> closing) {
        var opened = new AtomicReference<@Nullable T>();
        var unwanted = new AtomicBoolean();
        Runnable closeUnwanted = () -> {
            T left = unwanted.get() ? opened.getAndSet(null) : null;
            if (left != null) {
                var unused = runToEnd(() -> closing.accept(left));
            }
        };
        CompletableFuture<T> future = run(() -> {
            T result = opening.call();
            opened.set(result);
            closeUnwanted.run();
            return result;
        });
        var unused = future.whenComplete((result, failure) -> {
            if (failure != null) {
                unwanted.set(true);
                closeUnwanted.run();
            }
        });
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
        return new SourcePublisher<>(threads, bound, cancelled, this::call, open);
    }

    /** Publishes what may wait for events for any time, such as a change stream: it never counts as in flight. */
    public <T> Flow.Publisher<T> publishEvents(Callable<? extends Source<T>> open) {
        return new SourcePublisher<>(threads, null, cancelled, this::call, open);
    }

    /**
     * Runs an action for each element of a source, which it opens. Only the time that the source waits for the server
     * counts as an operation in flight.
     */
    public <T> CompletableFuture<Void> forEach(Callable<? extends Source<T>> open, Consumer<? super T> action) {
        return forEach(new WaitingSource<>(threads.env(), bound, null, open), action);
    }

    /** As {@link #forEach} for what may wait for events for any time: it never counts as in flight. */
    public <T> CompletableFuture<Void> forEachEvent(Callable<? extends Source<T>> open, Consumer<? super T> action) {
        return forEach(new WaitingSource<>(threads.env(), null, null, open), action);
    }

    private <T> CompletableFuture<Void> forEach(WaitingSource<T> source, Consumer<? super T> action) {
        return runUnbounded(Action.of(() -> source.forEach(Argument.notNull("action", action))));
    }

    /** What a publisher of the program publishes, as a stream that waits for it; closing the stream cancels it. */
    public <T> Stream<T> stream(Flow.Publisher<? extends T> publisher) {
        return PublishedElements.stream(threads.env(), waits, publisher);
    }

    /** As {@link #stream(Flow.Publisher)}, with at most so many elements requested before they are needed. */
    public <T> Stream<T> stream(Flow.Publisher<? extends T> publisher, int ahead) {
        return PublishedElements.stream(threads.env(), waits, publisher, ahead);
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
        var wait = new StageWait<T>(threads.env(), code.call(), what);
        waits.begin(wait);
        try {
            return wait.await(deadline, abandoned);
        } finally {
            waits.end(wait);
        }
    }

    /**
     * As {@link #await(String, Callable, Deadline, Runnable)} for the body of a transaction.
     *
     * @throws IllegalStateException if its result is another stage, which nobody would wait for
     */
    public <T extends @Nullable Object> T awaitBody(
            Callable<? extends CompletionStage<? extends T>> body, Deadline deadline, Runnable abandoned)
            throws Exception {
        T result = this.<T>await("the body of a transaction", body, deadline, abandoned);
        if (result instanceof CompletionStage<?> nested) {
            throw new IllegalStateException("the transaction is not committed, as the stage of its body has completed"
                    + " with another stage, whose end is not known to the transaction: " + nested
                    + ". Use thenCompose instead of thenApply");
        }
        return result;
    }

    /**
     * Runs an operation as {@link #run} does, as a step of what this thread of {@link #runUnbounded} does, and waits
     * for it. An interrupt of this thread is only reported after the operation, so that its result is known.
     */
    public void runStep(String what, Runnable operation) {
        new StageWait<>(threads.env(), run(Action.of(operation::run)), what).awaitEnd();
    }

    /** For commands of what runs with {@link #runUnbounded}: each counts as an operation in flight. */
    public Admission admission() {
        return bound;
    }

    /** The usage now. */
    public AsyncUse use() {
        return bound.inFlight().use();
    }

    /**
     * Ends the operations in the queue, as the client is closed, and the waits for code of the program; operations in
     * flight end with their connections. Waits a moment for cancelled subscriptions to close their cursors.
     */
    public void close() {
        bound.inFlight().close();
        waits.close();
        cancelled.awaitClosed();
    }
}
