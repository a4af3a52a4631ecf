package dev.morelia.spec.unified.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.ConnectionId;
import dev.morelia.settings.ServerAddress;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.entity.EntityMap;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventMatcherTest {
    private static final List<Observed> PINGED = List.of(started("ping"), started("find"));

    private final EventMatcher matcher = new EventMatcher(new Matcher(new EntityMap()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'client': 'c', 'events': [{'commandStartedEvent': {'commandName': 'ping'}},"
                        + " {'commandStartedEvent': {'command': {'find': 1}, 'databaseName': 'db'}}]}",
                "{'client': 'c', 'events': [{'commandStartedEvent': {'hasServerConnectionId': true}}],"
                        + " 'ignoreExtraEvents': true}",
                "{'client': 'c', 'events': [], 'ignoreExtraEvents': true}"
            })
    void holds(String expected) {
        assertThatCode(() -> match(expected)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'client': 'c', 'events': []}",
                "{'client': 'c', 'events': [{'commandStartedEvent': {}}]}",
                "{'client': 'c', 'events': [{'commandStartedEvent': {}}, {'commandSucceededEvent': {}}]}",
                "{'client': 'c', 'events': [{'commandStartedEvent': {'commandName': 'find'}},"
                        + " {'commandStartedEvent': {'commandName': 'ping'}}]}",
                "{'client': 'c', 'events': [{'commandStartedEvent': {}}, {'commandStartedEvent': {}},"
                        + " {'commandStartedEvent': {}}]}",
                "{'client': 'c', 'events': [{'commandStartedEvent': {'hasServerConnectionId': false}}],"
                        + " 'ignoreExtraEvents': true}"
            })
    void doesNotHold(String expected) {
        assertThatThrownBy(() -> match(expected)).isInstanceOf(Mismatch.class);
    }

    @Test
    void eventThatTheDriverDoesNotPublishSkips() {
        assertThatThrownBy(() -> matcher.condition(Document.of("poolClearedEvent", new Document())))
                .isInstanceOf(SpecSkip.class);
        assertThat(matcher.isPublishedType("cmap")).isFalse();
        assertThat(matcher.isPublishedType("command")).isTrue();
    }

    @Test
    void conditionCountsMatchingEvents() {
        var condition = matcher.condition(Document.of("commandStartedEvent", Document.of("commandName", "ping")));

        assertThat(PINGED.stream().filter(condition)).hasSize(1);
    }

    private void match(String expected) {
        matcher.matchAll(ExtendedJson.parse(expected.replace('\'', '"')), PINGED);
    }

    private static Observed started(String name) {
        var connection = new ConnectionId(new ServerAddress("localhost", 27017), 1, 7L, null);
        var command = RawDocument.encode(Document.of(name, 1));
        return new Observed("commandStartedEvent", new CommandStartedEvent("db", name, 1, 1, connection, command));
    }
}
