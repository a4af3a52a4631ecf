package dev.morelia.spec.unified.event;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.ConnectionId;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Matches published events against {@code expectEvents}. One check per event name; a name without a check is one that
 * the driver does not publish yet.
 */
public final class EventMatcher {
    private final Matcher matcher;
    private final Map<String, Check> checks = Map.of(
            "commandStartedEvent", this::started,
            "commandSucceededEvent", this::succeeded,
            "commandFailedEvent", this::failed);

    private interface Check {
        void match(String path, String field, @Nullable Object expected, Object event);
    }

    public EventMatcher(Matcher matcher) {
        this.matcher = matcher;
    }

    /** Whether the driver publishes events of this name. */
    public boolean isPublished(String name) {
        return checks.containsKey(name);
    }

    /** The type of events that one element of {@code expectEvents} is about: command, cmap or sdam. */
    public static String type(Document expectation) {
        return expectation.containsKey("eventType") ? expectation.string("eventType") : "command";
    }

    /** Whether the driver publishes events of this type. */
    public boolean isPublishedType(String type) {
        return checks.keySet().stream().anyMatch(name -> name.startsWith(type));
    }

    /** Matches one element of {@code expectEvents} against the events of its client. */
    public void matchAll(Document expectation, List<Observed> observed) {
        var type = type(expectation);
        var expected = expectation.list("events", Document.class);
        var ofType =
                observed.stream().filter(event -> event.name().startsWith(type)).toList();
        var extraAllowed = Boolean.TRUE.equals(expectation.get("ignoreExtraEvents"));
        var path = expectation.string("client") + ".events";
        for (var i = 0; i < expected.size(); i++) {
            if (i >= ofType.size()) {
                throw new Mismatch(path, "expected " + expected.size() + " events, but saw only " + show(ofType));
            }
            match(path + "[" + i + "]", expected.get(i), ofType.get(i));
        }
        if (ofType.size() > expected.size() && !extraAllowed) {
            throw new Mismatch(path, "expected " + expected.size() + " events, but saw " + show(ofType));
        }
    }

    /** The expectation of {@code waitForEvent} and {@code assertEventCount} as a condition. */
    public Predicate<Observed> condition(Document expected) {
        var name = expected.firstEntry().getKey();
        if (!isPublished(name)) {
            throw new SpecSkip(SkipReason.NOT_IMPLEMENTED, name);
        }
        return event -> {
            try {
                match("event", expected, event);
                return true;
            } catch (Mismatch mismatch) {
                return false;
            }
        };
    }

    private void match(String path, Document expected, Observed observed) {
        var name = expected.firstEntry().getKey();
        var check = checks.get(name);
        if (check == null) {
            throw new SpecSkip(SkipReason.NOT_IMPLEMENTED, name);
        }
        if (!name.equals(observed.name())) {
            throw new Mismatch(path, "expected " + expected + ", but saw " + show(List.of(observed)));
        }
        expected.document(name)
                .forEach(
                        (field, value) -> check.match(path + "." + name + "." + field, field, value, observed.event()));
    }

    private void started(String path, String field, @Nullable Object expected, Object event) {
        var started = (CommandStartedEvent) event;
        switch (field) {
            case "command" -> matchBody(path, expected, started.command());
            case "commandName" -> matcher.match(path, expected, started.commandName());
            case "databaseName" -> matcher.match(path, expected, started.databaseName());
            default -> matchConnection(path, field, expected, started.connection());
        }
    }

    private void succeeded(String path, String field, @Nullable Object expected, Object event) {
        var succeeded = (CommandSucceededEvent) event;
        switch (field) {
            case "reply" -> matchBody(path, expected, succeeded.reply());
            case "commandName" -> matcher.match(path, expected, succeeded.commandName());
            case "databaseName" -> matcher.match(path, expected, succeeded.databaseName());
            default -> matchConnection(path, field, expected, succeeded.connection());
        }
    }

    private void failed(String path, String field, @Nullable Object expected, Object event) {
        var failed = (CommandFailedEvent) event;
        switch (field) {
            case "commandName" -> matcher.match(path, expected, failed.commandName());
            case "databaseName" -> matcher.match(path, expected, failed.databaseName());
            default -> matchConnection(path, field, expected, failed.connection());
        }
    }

    private void matchBody(String path, @Nullable Object expected, RawDocument body) {
        matcher.matchRoot(path, expected, body.toDocument());
    }

    private static void matchConnection(String path, String field, @Nullable Object expected, ConnectionId connection) {
        var wanted = Boolean.TRUE.equals(expected);
        switch (field) {
            case "hasServerConnectionId" -> {
                var id = connection.serverConnectionId();
                if ((id != null && id > 0) != wanted) {
                    throw new Mismatch(path, "expected " + wanted + ", but the server connection id is " + id);
                }
            }
            case "hasServiceId" -> {
                // Service ids come with load balancers, which the driver does not speak to yet.
                if (wanted) {
                    throw new SpecSkip(SkipReason.NOT_IMPLEMENTED, "service id of a connection");
                }
            }
            default -> throw new IllegalArgumentException("Unknown event field at " + path);
        }
    }

    private static String show(List<Observed> events) {
        return events.stream()
                .map(observed -> switch (observed.event()) {
                    case CommandStartedEvent started -> "started " + started.command();
                    case CommandSucceededEvent succeeded -> "succeeded " + succeeded.reply();
                    case CommandFailedEvent failed -> "failed " + failed.commandName();
                    default -> observed.toString();
                })
                .toList()
                .toString();
    }
}
