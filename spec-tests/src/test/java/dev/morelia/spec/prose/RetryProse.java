package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.spec.unified.event.Observed;
import dev.morelia.testkit.RouterFront;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The prose tests common to retryable reads and retryable writes.
 *
 * @param command the command that fails
 * @param labels the labels of its errors
 * @param operation sends the command
 */
record RetryProse(String command, List<String> labels, Consumer<MongoClient> operation) {

    /** The data of a fail point for clients of this application name. */
    Document failing(int code, String applicationName) {
        return Document.of(
                "failCommands", List.of(command),
                "errorCode", code,
                "errorLabels", labels,
                "appName", applicationName);
    }

    private static String named(String uri, String applicationName) {
        return Prose.with(uri, "appName=" + applicationName);
    }

    /** Two operations share one connection; the first error clears the pool, and both operations succeed. */
    void poolCleared(String uri) throws Throwable {
        var name = command + "Cleared";
        var data = failing(91, name).append("blockConnection", true).append("blockTimeMS", 1000);
        try (var watched = Watched.open(Prose.with(named(uri, name), "maxPoolSize=1"))) {
            watched.client().address();
            Prose.failing(uri, Prose.times(1), data, () -> {
                Callable<Boolean> call = () -> {
                    operation.accept(watched.client());
                    return true;
                };
                try (var threads = Executors.newFixedThreadPool(2)) {
                    for (var done : threads.invokeAll(List.of(call, call))) {
                        done.get();
                    }
                }
            });
            assertThat(watched.events().stream().map(Observed::name))
                    .containsSubsequence(
                            "connectionCheckedOutEvent", "poolClearedEvent", "connectionCheckOutFailedEvent");
            assertThat(watched.events(CommandStartedEvent.class)).hasSize(3);
        }
    }

    /** Each of two routers fails once: the second attempt goes to the other one. */
    void onAnother(RouterFront one, RouterFront other) throws Throwable {
        var name = command + "OnAnother";
        var once = failing(6, name);
        try (var watched = Watched.open(named(RouterFront.uri(one, other) + "/", name))) {
            // A client that knows only one server cannot use another one.
            watched.await(
                    TopologyEvent.ServerDescriptionChanged.class,
                    2,
                    event -> event.current().isKnown());
            Prose.failing(
                    one.uri(),
                    Prose.times(1),
                    once,
                    () -> Prose.failing(
                            other.uri(),
                            Prose.times(1),
                            once,
                            () -> assertThatThrownBy(() -> operation.accept(watched.client()))
                                    .isInstanceOf(MongoException.class)));
            assertThat(watched.events(CommandFailedEvent.class))
                    .extracting(event -> event.connection().server())
                    .containsExactlyInAnyOrder(one.address(), other.address());
        }
    }

    /** The only router fails once: the second attempt goes there, too. */
    void onTheSame(String uri) throws Throwable {
        var name = command + "OnTheSame";
        try (var watched = Watched.open(named(uri, name))) {
            Prose.failing(uri, Prose.times(1), failing(6, name), () -> operation.accept(watched.client()));
            assertThat(watched.events(CommandFailedEvent.class)).hasSize(1);
            assertThat(watched.events(CommandSucceededEvent.class)).hasSize(1);
        }
    }
}
