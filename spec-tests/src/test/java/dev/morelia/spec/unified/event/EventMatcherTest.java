package dev.morelia.spec.unified.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.ConnectionId;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.entity.EntityMap;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventMatcherTest {
    private static final ServerAddress SERVER = new ServerAddress("localhost", 27017);
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
    void unpublishedEventSkips() {
        assertThatThrownBy(() -> matcher.condition(Document.of("moonRisenEvent", new Document())))
                .isInstanceOf(SpecSkip.class);
        assertThat(EventMatcher.isPublishedType("moon")).isFalse();
        assertThat(EventMatcher.isPublishedType("command")).isTrue();
    }

    @Test
    void conditionCountsMatchingEvents() {
        var condition = matcher.condition(Document.of("commandStartedEvent", Document.of("commandName", "ping")));

        assertThat(PINGED.stream().filter(condition)).hasSize(1);
    }

    @Test
    void poolsAndServersHaveSeparateTypes() {
        var cleared = new Observed("poolClearedEvent", new PoolEvent.PoolCleared(SERVER, null, true));
        var changed = new Observed(
                "serverDescriptionChangedEvent",
                new TopologyEvent.ServerDescriptionChanged(
                        new ObjectId(),
                        SERVER,
                        ServerDescription.unknown(SERVER, 0),
                        ServerDescription.loadBalancer(SERVER, 0)));
        var all = List.of(PINGED.getFirst(), cleared, changed);

        matchAll(
                "{'client': 'c', 'eventType': 'cmap',"
                        + " 'events': [{'poolClearedEvent': {'interruptInUseConnections': true}}]}",
                all);
        matchAll(
                "{'client': 'c', 'eventType': 'sdam', 'events': [{'serverDescriptionChangedEvent': {"
                        + "'previousDescription': {'type': 'Unknown'}, 'newDescription': {'type': 'LoadBalancer'}}}]}",
                all);
        assertThatThrownBy(() -> matchAll(
                        "{'client': 'c', 'eventType': 'cmap',"
                                + " 'events': [{'poolClearedEvent': {'interruptInUseConnections': false}}]}",
                        all))
                .isInstanceOf(Mismatch.class);
        assertThatThrownBy(() -> matchAll(
                        "{'client': 'c', 'eventType': 'sdam', 'events': [{'serverDescriptionChangedEvent':"
                                + " {'newDescription': {'type': 'Unknown'}}}]}",
                        all))
                .isInstanceOf(Mismatch.class);
    }

    private void match(String expected) {
        matchAll(expected, PINGED);
    }

    private void matchAll(String expected, List<Observed> observed) {
        matcher.matchAll(ExtendedJson.parse(expected.replace('\'', '"')), observed);
    }

    private static Observed started(String name) {
        var connection = new ConnectionId(SERVER, 1, 7L, null);
        var command = RawDocument.encode(Document.of(name, 1));
        return new Observed(
                "commandStartedEvent", new CommandStartedEvent("db", name, 1, 1, connection, command, null));
    }
}
