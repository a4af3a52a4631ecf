package dev.morelia.internal.sdam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.event.TopologyEvent;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiscoveryTest {
    private static final ObjectId TOPOLOGY = new ObjectId();

    private final Discovery discovery =
            new Discovery(TopologySettings.defaults().hosts(List.of(Servers.B, Servers.A)));
    private TopologyDescription topology = discovery.initial(0);

    @Test
    void keepsSeedsFirstAndNewMembersInReplyOrder() {
        update(Servers.A, Servers.primary("z", "c", "a", "b", "y").append("passives", List.of("d")), 1);
        assertThat(topology.servers().stream().map(server -> server.address().host()))
                .containsExactly("b", "a", "z", "c", "y", "d");
    }

    @Test
    void remembersSinceWhenAServerIsInItsState() {
        update(Servers.A, Servers.primary("a", "b"), 10);
        update(Servers.A, Servers.primary("a", "b"), 20);
        assertThat(known(Servers.A).sinceNanos()).isEqualTo(10);
        assertThat(known(Servers.A).lastUpdateNanos()).isEqualTo(20);
        assertThat(known(Servers.B).sinceNanos()).isZero();
        update(Servers.A, Servers.secondary("a", "b"), 30);
        assertThat(known(Servers.A).sinceNanos()).isEqualTo(30);
    }

    @Test
    void aNewerPrimaryReplacesTheOldOneWhichIsCheckedImmediately() {
        update(Servers.A, Servers.primary("a", "b"), 1);
        var change = update(Servers.B, Servers.primary("a", "b"), 2);
        assertThat(change.overtaken()).containsExactly(Servers.A);
        assertThat(known(Servers.A).error())
                .isEqualTo("primary marked stale due to discovery of newer primary b:27017");
        assertThat(topology.primary()).isEqualTo(known(Servers.B));
    }

    @Test
    void anUnknownPrimaryIsNotReplaced() {
        update(Servers.A, Servers.primary("a", "b"), 1);
        var change = update(ServerDescription.failed(Servers.A, 2, "reset", new IOException("reset"), null));
        assertThat(change.overtaken()).isEmpty();
        assertThat(topology.type()).isEqualTo(TopologyType.REPLICA_SET_NO_PRIMARY);
    }

    @Test
    void aStalePrimaryIsDetectedByBothTuples() {
        update(Servers.A, elected(2, 1), 1);
        update(Servers.B, elected(1, 1), 2);
        assertThat(known(Servers.B).error())
                .isEqualTo("primary marked stale due to electionId/setVersion mismatch, (000000000000000000000001, 1)"
                        + " is stale compared to (000000000000000000000002, 1)");
        assertThat(topology.primary()).isEqualTo(known(Servers.A));
    }

    @Test
    void openingAndClosingEventsAreBetweenServerAndTopologyChanges() {
        var change = update(Servers.A, Servers.primary("a", "c"), 1);
        assertThat(change.events(TOPOLOGY).stream()
                        .map(event -> event.getClass().getSimpleName()))
                .containsExactly(
                        "ServerDescriptionChanged", "ServerOpening", "ServerClosed", "TopologyDescriptionChanged");
        assertThat(change.added()).containsExactly(Servers.C);
        assertThat(change.removed()).containsExactly(Servers.B);
    }

    @Test
    void aServerRemovedByItsOwnReplyStillPublishesItsChange() {
        var change = update(Servers.A, Document.of("ok", 1, "maxWireVersion", 21), 1);
        assertThat(topology.server(Servers.A)).isNull();
        assertThat(change.events(TOPOLOGY).getFirst())
                .isInstanceOfSatisfying(
                        TopologyEvent.ServerDescriptionChanged.class,
                        changed -> assertThat(changed.current().type()).isEqualTo(ServerType.STANDALONE));
    }

    @Test
    void unchangedDescriptionsAndDurationsInErrorsPublishNoEvents() {
        update(Servers.A, Servers.primary("a", "b"), 1);
        assertThat(update(Servers.A, Servers.primary("a", "b"), 2).events(TOPOLOGY))
                .isEmpty();
        update(rejected("after 3 ms", 3));
        var again = update(rejected("after 12 ms", 4));
        assertThat(again.accepted()).isTrue();
        assertThat(again.events(TOPOLOGY)).isEmpty();
        assertThat(known(Servers.A).error()).isEqualTo("after 12 ms");
        assertThat(update(ServerDescription.failed(Servers.A, 5, "x", new IOException("other"), null))
                        .events(TOPOLOGY))
                .hasSize(2);
    }

    @Test
    void aDescriptionOfAnotherServerIsIgnored() {
        var change = update(Servers.C, Servers.primary("c"), 1);
        assertThat(change.accepted()).isFalse();
        assertThat(change.events(TOPOLOGY)).isEmpty();
        assertThat(topology).isEqualTo(discovery.initial(0));
    }

    @Test
    void aServerOfAnotherSetIsUnknownOnADirectConnectionAndSaysWhy() {
        var direct = new Discovery(TopologySettings.defaults()
                .hosts(List.of(Servers.A))
                .directConnection(true)
                .replicaSet("other"));
        var description = Servers.describe(Servers.A, Servers.primary("a"), 1);
        var updated = direct.update(direct.initial(0), description).current();
        var server = updated.servers().getFirst();
        assertThat(server.type()).isEqualTo(ServerType.UNKNOWN);
        assertThat(server.error()).isEqualTo("it belongs to replica set 'rs', but the settings say replicaSet=other");
        assertThat(Discovery.opensPool(updated, description)).isFalse();
        var again = direct.update(updated, Servers.describe(Servers.A, Servers.primary("a"), 2))
                .current();
        assertThat(again.servers().getFirst().sinceNanos()).isEqualTo(server.sinceNanos());
    }

    @Test
    void reportsTheServerThatIsTooOld() {
        update(Servers.A, Servers.primary("a", "b").append("maxWireVersion", 7), 1);
        assertThat(topology.compatibilityError())
                .isEqualTo("Server at a:27017 reports wire version 7, but this version of Morelia requires at least 8"
                        + " (MongoDB 4.2).");
        update(Servers.A, Servers.primary("a", "b"), 2);
        assertThat(topology.isCompatible()).isTrue();
    }

    @Test
    void closingPublishesEachServerThenTheEmptyTopologyThenTheEnd() {
        assertThat(TopologyChange.closing(TOPOLOGY, topology))
                .containsExactly(
                        new TopologyEvent.ServerClosed(TOPOLOGY, Servers.B),
                        new TopologyEvent.ServerClosed(TOPOLOGY, Servers.A),
                        new TopologyEvent.TopologyDescriptionChanged(TOPOLOGY, topology, TopologyDescription.EMPTY),
                        new TopologyEvent.TopologyClosed(TOPOLOGY));
    }

    private static Document elected(int election, int setVersion) {
        return Servers.primary("a", "b")
                .append("electionId", ObjectId.of("%024x".formatted(election)))
                .append("setVersion", setVersion);
    }

    private static ServerDescription rejected(String message, long nanos) {
        var cause = new IOException(message, new IOException("Connection refused"));
        return ServerDescription.failed(Servers.A, nanos, message, cause, null);
    }

    private ServerDescription known(ServerAddress address) {
        return topology.servers().stream()
                .filter(server -> server.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private TopologyChange update(ServerAddress address, Document hello, long nanos) {
        return update(Servers.describe(address, hello, nanos));
    }

    private TopologyChange update(ServerDescription description) {
        var change = discovery.update(topology, description);
        topology = change.current();
        return change;
    }
}
