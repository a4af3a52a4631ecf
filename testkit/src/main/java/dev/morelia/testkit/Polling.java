package dev.morelia.testkit;

import dev.morelia.bson.Document;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Polls the state of several servers until it meets a condition. */
final class Polling {
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(1);
    private static final int POLL_MILLIS = 20;

    private Polling() {}

    /** A server and its reply to a command. */
    record Seen(Mongod member, Document hello) {}

    /** The servers that reply, in the given order. */
    static List<Seen> hello(List<Mongod> servers) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = servers.stream()
                    .map(each -> threads.submit(() -> seen(each)))
                    .toList();
            return replies.stream()
                    .map(Polling::result)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    /** Whether a member is active: not in its initial sync, recovering or removed from the set. */
    static boolean hasRole(Document hello) {
        return hello.bool("isWritablePrimary", false)
                || hello.bool("secondary", false)
                || hello.bool("arbiterOnly", false);
    }

    /** Starts all servers in parallel; if one does not start, all are closed. */
    static List<Mongod> startAll(List<Mongod.Builder> builders) {
        var started = new ArrayList<Mongod>();
        RuntimeException failure = null;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts =
                    builders.stream().map(each -> threads.submit(each::start)).toList();
            for (var start : starts) {
                try {
                    started.add(Objects.requireNonNull(result(start)));
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            started.forEach(Mongod::close);
            throw failure;
        }
        return started;
    }

    /**
     * Polls until the result is not null.
     *
     * @param what what to wait for, for the message
     * @param state describes the current state, for the message
     * @throws IllegalStateException when the timeout expires
     */
    static <T> T until(Duration timeout, String what, Supplier<@Nullable T> poll, Supplier<String> state) {
        long begun = System.nanoTime();
        while (true) {
            T result = resultOrNull(poll);
            if (result != null) {
                return result;
            }
            if (System.nanoTime() - begun > timeout.toNanos()) {
                throw new IllegalStateException("no sign of " + what + " within " + timeout + ":\n" + state.get());
            }
            pause();
        }
    }

    /** A server may exit while it is polled. */
    private static <T> @Nullable T resultOrNull(Supplier<@Nullable T> poll) {
        try {
            return poll.get();
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private static @Nullable Seen seen(Mongod server) {
        try {
            return new Seen(server, server.command("admin", Document.of("hello", 1), HELLO_TIMEOUT));
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for servers", e);
    }
}
