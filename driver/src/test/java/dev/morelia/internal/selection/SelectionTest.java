package dev.morelia.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.internal.sdam.Discovery;
import dev.morelia.internal.sdam.Servers;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectionTest {
    private static final Duration THRESHOLD = Duration.ofMillis(15);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final String[] MEMBERS = {"a", "b", "c"};

    private final Discovery discovery =
            new Discovery(TopologySettings.defaults().hosts(List.of(Servers.A, Servers.B, Servers.C)));
    private TopologyDescription topology = discovery.initial(0);

    @Test
    void explainsUnknownServersWithSinceWhenAndWhy() {
        update(ServerDescription.failed(Servers.A, 2 * SECOND_NANOS, "Nothing listens at a:27017", null, null));
        assertThat(explain(reads(ReadPreference.primary()), 12_340_000_000L))
                .containsExactly(
                        "a:27017: has been unknown for 12.3 s: Nothing listens at a:27017",
                        "b:27017: has not replied yet, after 12.3 s",
                        "c:27017: has not replied yet, after 12.3 s");
    }

    @Test
    void explainsWrongTypes() {
        update(Servers.A, Servers.secondary(MEMBERS));
        update(Servers.B, Servers.hello("arbiterOnly", MEMBERS));
        assertThat(explain(new WriteSelector(), 0))
                .startsWith(
                        "a:27017: is RSSecondary, but only the primary accepts writes",
                        "b:27017: is RSArbiter, but only the primary accepts writes");
        assertThat(explain(reads(ReadPreference.primary()), 0))
                .startsWith(
                        "a:27017: is RSSecondary, but the read preference requires the primary",
                        "b:27017: is RSArbiter, but only a primary or secondary can be read from");
        update(Servers.C, Servers.primary(MEMBERS));
        assertThat(explain(reads(ReadPreference.primaryPreferred()), 0))
                .contains("a:27017: is RSSecondary, but the read preference prefers the primary")
                .contains("c:27017: is eligible");
        assertThat(explain(reads(ReadPreference.secondaryPreferred()), 0))
                .contains("c:27017: is RSPrimary, but the read preference prefers secondaries");
        assertThat(explain(reads(ReadPreference.secondary()), 0))
                .contains("c:27017: is RSPrimary, but the read preference requires a secondary");
    }

    @Test
    void explainsAGhostInAnUnknownDeployment() {
        update(
                Servers.A,
                Document.of("isreplicaset", true, "maxWireVersion", 21).append("ok", 1));
        assertThat(explain(new WriteSelector(), 0))
                .startsWith("a:27017: is RSGhost, but the type of the deployment is not known yet");
    }

    @Test
    void explainsTags() {
        update(Servers.A, Servers.secondary(MEMBERS).append("tags", new Document("dc", "ny")));
        update(Servers.B, Servers.secondary(MEMBERS).append("tags", new Document("dc", "la")));
        var wanted = List.of(Map.of("dc", "sf"), Map.of("dc", "ny"), Map.of("dc", "la"));
        assertThat(explain(reads(ReadPreference.secondary().tagSets(wanted)), 0))
                .startsWith(
                        "a:27017: is eligible",
                        "b:27017: has tags {dc=la}, and other servers match an earlier tag set of [{dc=sf},"
                                + " {dc=ny}, {dc=la}]");
        var absent = List.of(Map.of("dc", "sf"));
        assertThat(explain(reads(ReadPreference.nearest().tagSets(absent)), 0))
                .startsWith("a:27017: has tags {dc=ny}, which match none of [{dc=sf}]");
    }

    @Test
    void explainsStaleness() {
        update(Servers.A, Servers.primary(MEMBERS).append("lastWrite", lastWrite(1000)));
        update(Servers.B, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(890)));
        update(Servers.C, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(920)));
        assertThat(explain(reads(ReadPreference.secondary().maxStaleness(Duration.ofSeconds(100))), 0))
                .containsExactly(
                        "a:27017: is RSPrimary, but the read preference requires a secondary",
                        "b:27017: may be up to 120 s stale, and maxStaleness allows 100 s",
                        "c:27017: is eligible");
    }

    /** Before 1970, after the year 9999, and the minimum and maximum of a BSON date. */
    @Test
    void invalidLastWriteDatesAreIgnored() {
        var stale = reads(ReadPreference.secondary().maxStaleness(Duration.ofSeconds(100)));
        for (long millis : List.of(-1L, 253_402_300_800_000L, Long.MIN_VALUE, Long.MAX_VALUE)) {
            var date = Instant.ofEpochMilli(millis);
            var impossible = new Document("lastWriteDate", date);
            update(Servers.A, Servers.primary(MEMBERS).append("lastWrite", lastWrite(1000)));
            update(Servers.B, Servers.secondary(MEMBERS).append("lastWrite", impossible));
            update(Servers.C, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(990)));
            assertThat(explain(stale, 0))
                    .as("a secondary reports %s", date)
                    .containsExactly(
                            "a:27017: is RSPrimary, but the read preference requires a secondary",
                            "b:27017: reports " + date + " as its last write date, so its staleness is unknown,"
                                    + " and maxStaleness allows 100 s",
                            "c:27017: is eligible");
            update(Servers.A, Servers.primary(MEMBERS).append("lastWrite", impossible));
            assertThat(explain(stale, 0).getLast())
                    .as("the primary reports %s", date)
                    .isEqualTo("c:27017: is eligible");
            update(Servers.A, Servers.secondary(MEMBERS).append("lastWrite", impossible));
            assertThat(explain(stale, 0).getLast())
                    .as("there is no primary, and others report %s", date)
                    .isEqualTo("c:27017: is eligible");
        }
    }

    /** Further apart than a number of nanoseconds can represent. */
    @Test
    void datesThousandsOfYearsApartAreCompared() {
        update(Servers.A, Servers.primary(MEMBERS).append("lastWrite", lastWrite(253_402_300_799L)));
        update(Servers.B, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(0)));
        update(Servers.C, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(253_402_300_799L)));
        assertThat(explain(reads(ReadPreference.secondary().maxStaleness(Duration.ofSeconds(100))), 0))
                .contains(
                        "b:27017: may be up to 253402300809 s stale, and maxStaleness allows 100 s",
                        "c:27017: is eligible");
    }

    @Test
    void explainsTheLatencyWindow() {
        update(Servers.describe(Servers.A, Servers.secondary(MEMBERS), 0, 5));
        update(Servers.describe(Servers.B, Servers.secondary(MEMBERS), 0, 20));
        update(Servers.describe(Servers.C, Servers.secondary(MEMBERS), 0, 21));
        assertThat(explain(reads(ReadPreference.secondary()), 0))
                .containsExactly(
                        "a:27017: is eligible",
                        "b:27017: is eligible",
                        "c:27017: has an average round-trip time of 21 ms, the fastest has 5 ms, and"
                                + " localThreshold allows 15 ms more");
    }

    @Test
    void explainsDeprioritizedServersAndTheServerSelectorOfTheSettings() {
        update(Servers.A, Servers.secondary(MEMBERS));
        update(Servers.B, Servers.secondary(MEMBERS));
        update(Servers.C, Servers.secondary(MEMBERS));
        UnaryOperator<List<ServerDescription>> lastOnly = servers -> List.of(servers.getLast());
        var selection = new Selection(reads(ReadPreference.secondary()), Set.of(Servers.C), lastOnly, THRESHOLD);
        assertThat(addresses(selection.suitable(topology))).containsExactly(Servers.B);
        assertThat(selection.explain(topology, 0).stream().map(Verdict::toString))
                .containsExactly(
                        "a:27017: was filtered out by the server selector in the settings",
                        "b:27017: is eligible",
                        "c:27017: failed an earlier attempt, and other servers are suitable");
    }

    /** Unchecked code can return anything. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "a null element", "another server"})
    @SuppressWarnings("NullAway")
    void rejectsServersThatWereNotPassedToTheServerSelector(String kind) {
        update(Servers.A, Servers.primary(MEMBERS));
        List<ServerDescription> wrong = switch (kind) {
            case "null" -> null;
            case "a null element" -> Collections.singletonList(null);
            default -> List.of(ServerDescription.unknown(ServerAddress.of("stranger"), 0));
        };
        var selection = new Selection(new WriteSelector(), Set.of(), servers -> wrong, THRESHOLD);
        assertThatIllegalStateException()
                .isThrownBy(() -> selection.suitable(topology))
                .withMessageContaining("the server selector in the settings must return")
                .withMessageContaining("a:27017");
    }

    @Test
    void nothingIsEligibleIfAServerIsTooOld() {
        update(Servers.A, Servers.primary(MEMBERS));
        update(Servers.B, Servers.secondary(MEMBERS).append("maxWireVersion", 7));
        assertThat(Selection.of(new WriteSelector(), THRESHOLD).suitable(topology))
                .isEmpty();
        assertThat(explain(new WriteSelector(), 0))
                .startsWith(
                        "a:27017: is suitable, but another server is not compatible with this driver",
                        "b:27017: Server at b:27017 reports wire version 7, but this version of Morelia requires at"
                                + " least 8 (MongoDB 4.2).");
    }

    @Test
    void rejectsAMaxStalenessThatIsTooLowAndReportsTheLimit() {
        update(Servers.A, Servers.primary(MEMBERS));
        var preference = ReadPreference.secondary().maxStaleness(Duration.ofSeconds(89));
        assertThatThrownBy(() -> Selection.of(reads(preference), THRESHOLD).suitable(topology))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxStaleness must be at least 90 s and at least heartbeatFrequency plus 10 s (20 s), got"
                        + " 89 s");
    }

    @Test
    void describesTheRequiredServer() {
        var preference =
                ReadPreference.nearest().tagSets(List.of(Map.of("dc", "ny"))).maxStaleness(Duration.ofMinutes(2));
        assertThat(reads(preference).wanted())
                .isEqualTo("server for read preference nearest with tags [{dc=ny}] with maxStaleness 120 s");
        assertThat(new WriteSelector().wanted()).isEqualTo("writable server");
    }

    @Test
    void choosesTheLessBusyOfTwoServers() {
        var servers = topology.servers();
        var random = new SplittableRandom(1);
        var chosen = new HashSet<ServerAddress>();
        for (int i = 0; i < 1000; i++) {
            chosen.add(Selection.choose(
                            servers, server -> server.address().equals(Servers.B) ? 9 : 0, random.nextLong())
                    .address());
        }
        assertThat(chosen).containsExactlyInAnyOrder(Servers.A, Servers.C);
        assertThat(Selection.choose(servers.subList(1, 2), server -> 9, -1).address())
                .isEqualTo(Servers.B);
    }

    private static Document lastWrite(long seconds) {
        return new Document("lastWriteDate", Instant.ofEpochSecond(seconds));
    }

    private static ReadSelector reads(ReadPreference readPreference) {
        return new ReadSelector(readPreference, HEARTBEAT);
    }

    private static List<ServerAddress> addresses(List<ServerDescription> servers) {
        return servers.stream().map(ServerDescription::address).toList();
    }

    private List<String> explain(ServerSelector selector, long nanos) {
        return Selection.of(selector, THRESHOLD).explain(topology, nanos).stream()
                .map(Verdict::toString)
                .toList();
    }

    private void update(ServerAddress address, Document hello) {
        update(Servers.describe(address, hello, 0));
    }

    private void update(ServerDescription description) {
        topology = discovery.update(topology, description).current();
    }
}
