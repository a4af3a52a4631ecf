package dev.morelia.spec.unified.event;

import dev.morelia.bson.Document;
import dev.morelia.spec.unified.event.LogCollector.Logged;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import java.util.List;

/** Matches {@code expectLogMessages} against the logged messages. */
public final class LogMatcher {
    private static final String REDACTED = "not shown, as the command contains secrets";

    private final Matcher matcher;

    public LogMatcher(Matcher matcher) {
        this.matcher = matcher;
    }

    /** Matches one element of {@code expectLogMessages} against the messages of its client. */
    public void matchAll(Document expectation, List<Logged> logged) {
        var path = expectation.string("client") + ".messages";
        List<Document> ignored = expectation.containsKey("ignoreMessages")
                ? expectation.list("ignoreMessages", Document.class)
                : List.of();
        var seen = logged.stream()
                .filter(message -> ignored.stream().noneMatch(each -> matches(each, message)))
                .toList();
        var expected = expectation.list("messages", Document.class);
        for (var i = 0; i < expected.size(); i++) {
            if (i >= seen.size()) {
                throw new Mismatch(path, "expected " + expected.size() + " messages, but saw only " + seen);
            }
            match(path + "[" + i + "]", expected.get(i), seen.get(i));
        }
        if (seen.size() > expected.size() && !Boolean.TRUE.equals(expectation.get("ignoreExtraMessages"))) {
            throw new Mismatch(path, "expected " + expected.size() + " messages, but saw " + seen);
        }
    }

    private boolean matches(Document expected, Logged message) {
        try {
            match("message", expected, message);
            return true;
        } catch (Mismatch mismatch) {
            return false;
        }
    }

    private void match(String path, Document expected, Logged message) {
        matcher.match(path + ".level", expected.get("level"), message.level());
        matcher.match(path + ".component", expected.get("component"), message.component());
        matcher.matchRoot(path + ".data", expected.get("data"), message.data());
        if (expected.containsKey("failureIsRedacted")) {
            var failure = String.valueOf(message.data().get("failure"));
            boolean redacted = failure.contains(REDACTED);
            if (redacted != expected.bool("failureIsRedacted")) {
                throw new Mismatch(path + ".failure", "is " + failure);
            }
        }
    }
}
