package dev.morelia.spec.unified.event;

import dev.morelia.bson.Document;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Matches published events against {@code expectEvents}. An unknown name or type is one that the driver does not
 * publish yet.
 */
public final class EventMatcher {
    private final Matcher matcher;

    public EventMatcher(Matcher matcher) {
        this.matcher = matcher;
    }

    /** The event type of an element of {@code expectEvents}: command, cmap or sdam. */
    public static String type(Document expectation) {
        return expectation.containsKey("eventType") ? expectation.string("eventType") : "command";
    }

    /** Whether the driver publishes events of this type. */
    public static boolean isPublishedType(String type) {
        return !EventNames.ofType(type).isEmpty();
    }

    /** Matches one element of {@code expectEvents} against the events of its client. */
    public void matchAll(Document expectation, List<Observed> observed) {
        var names = EventNames.ofType(type(expectation));
        var expected = expectation.list("events", Document.class);
        var ofType =
                observed.stream().filter(event -> names.contains(event.name())).toList();
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
        requirePublished(expected.firstEntry().getKey());
        return event -> {
            try {
                match("event", expected, event);
                return true;
            } catch (Mismatch mismatch) {
                return false;
            }
        };
    }

    private static void requirePublished(String name) {
        if (!EventNames.contains(name)) {
            throw new SpecSkip(SkipReason.NOT_IMPLEMENTED, name);
        }
    }

    private void match(String path, Document expected, Observed observed) {
        var name = expected.firstEntry().getKey();
        requirePublished(name);
        if (!name.equals(observed.name())) {
            throw new Mismatch(path, "expected " + expected + ", but saw " + show(List.of(observed)));
        }
        expected.document(name)
                .forEach((field, value) -> matchField(path + "." + name + "." + field, field, value, observed.event()));
    }

    private void matchField(String path, String field, @Nullable Object expected, Object event) {
        switch (field) {
            case "command", "reply" -> matcher.matchRoot(path, expected, EventFields.of(event, field));
            case "previousDescription", "newDescription" -> {
                var description = EventFields.of(event, field);
                ((Map<?, ?>) Objects.requireNonNull(expected))
                        .forEach((key, value) -> matcher.match(
                                path + "." + key, value, EventFields.ofDescription(description, (String) key)));
            }
            default -> matcher.match(path, expected, EventFields.of(event, field));
        }
    }

    /** The commands among the events. */
    public static List<Document> commands(List<Observed> events) {
        return events.stream()
                .filter(observed -> observed.name().equals("commandStartedEvent"))
                .map(observed -> (Document) Objects.requireNonNull(EventFields.of(observed.event(), "command")))
                .toList();
    }

    private static String show(List<Observed> events) {
        return events.stream()
                .map(observed -> switch (observed.name()) {
                    case "commandStartedEvent" -> "started " + EventFields.of(observed.event(), "command");
                    case "commandSucceededEvent" -> "succeeded " + EventFields.of(observed.event(), "reply");
                    case "commandFailedEvent" -> "failed " + EventFields.of(observed.event(), "commandName");
                    default -> observed.toString();
                })
                .toList()
                .toString();
    }
}
