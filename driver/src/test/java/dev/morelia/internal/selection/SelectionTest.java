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
        learn(ServerDescription.failed(Servers.A, 2 * SECOND_NANOS, "Nothing listens at a:27017", null, null));
        assertThat(explain(reads(ReadPreference.primary()), 12_340_000_000L))
                .containsExactly(
                        "a:27017: has been unknown for 12.3 s: Nothing listens at a:27017",
                        "b:27017: has not answered yet, after 12.3 s",
                        "c:27017: has not answered yet, after 12.3 s");
    }

    @Test
    void explainsWrongTypes() {
        learn(Servers.A, Servers.secondary(MEMBERS));
        learn(Servers.B, Servers.hello("arbiterOnly", MEMBERS));
        assertThat(explain(new WriteSelector(), 0))
                .startsWith(
                        "a:27017: is RSSecondary, and only the primary takes writes",
                        "b:27017: is RSArbiter, and only the primary takes writes");
        assertThat(explain(reads(ReadPreference.primary()), 0))
                .startsWith(
                        "a:27017: is RSSecondary, and only the primary is wanted",
                        "b:27017: is RSArbiter, and only primary and secondaries can be read");
        learn(Servers.C, Servers.primary(MEMBERS));
        assertThat(explain(reads(ReadPreference.primaryPreferred()), 0))
                .contains("a:27017: is RSSecondary, and there is a primary, which is preferred")
                .contains("c:27017: is eligible");
        assertThat(explain(reads(ReadPreference.secondaryPreferred()), 0))
                .contains("c:27017: is RSPrimary, and there are secondaries, which are preferred");
        assertThat(explain(reads(ReadPreference.secondary()), 0))
                .contains("c:27017: is RSPrimary, and only secondaries are wanted");
    }

    @Test
    void explainsAGhostThatIsAllThatIsKnown() {
        learn(Servers.A, Document.of("isreplicaset", true, "maxWireVersion", 21).append("ok", 1));
        assertThat(explain(new WriteSelector(), 0))
                .startsWith("a:27017: is RSGhost, and no server has told yet what kind of deployment this is");
    }

    @Test
    void explainsTags() {
        learn(Servers.A, Servers.secondary(MEMBERS).append("tags", new Document("dc", "ny")));
        learn(Servers.B, Servers.secondary(MEMBERS).append("tags", new Document("dc", "la")));
        var wanted = List.of(Map.of("dc", "sf"), Map.of("dc", "ny"), Map.of("dc", "la"));
        assertThat(explain(reads(ReadPreference.secondary().tagSets(wanted)), 0))
                .startsWith(
                        "a:27017: is eligible",
                        "b:27017: has tags {dc=la}, and there are servers that match an earlier one of [{dc=sf},"
                                + " {dc=ny}, {dc=la}]");
        var absent = List.of(Map.of("dc", "sf"));
        assertThat(explain(reads(ReadPreference.nearest().tagSets(absent)), 0))
                .startsWith("a:27017: has tags {dc=ny}, which match none of [{dc=sf}]");
    }

    @Test
    void explainsStaleness() {
        learn(Servers.A, Servers.primary(MEMBERS).append("lastWrite", lastWrite(1000)));
        learn(Servers.B, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(890)));
        learn(Servers.C, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(920)));
        assertThat(explain(reads(ReadPreference.secondary().maxStaleness(Duration.ofSeconds(100))), 0))
                .containsExactly(
                        "a:27017: is RSPrimary, and only secondaries are wanted",
                        "b:27017: may lag up to 120 s behind, and maxStaleness allows 100 s",
                        "c:27017: is eligible");
    }

    /** Before 1970, beyond the year 9999, and as far as a date of BSON goes on both sides. */
    @Test
    void impossibleDatesOfTheLastWriteTellNothing() {
        var stale = reads(ReadPreference.secondary().maxStaleness(Duration.ofSeconds(100)));
        for (long millis : List.of(-1L, 253_402_300_800_000L, Long.MIN_VALUE, Long.MAX_VALUE)) {
            var date = Instant.ofEpochMilli(millis);
            var impossible = new Document("lastWriteDate", date);
            learn(Servers.A, Servers.primary(MEMBERS).append("lastWrite", lastWrite(1000)));
            learn(Servers.B, Servers.secondary(MEMBERS).append("lastWrite", impossible));
            learn(Servers.C, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(990)));
            assertThat(explain(stale, 0))
                    .as("a secondary tells %s", date)
                    .containsExactly(
                            "a:27017: is RSPrimary, and only secondaries are wanted",
                            "b:27017: tells " + date + " as the date of its last write, so nobody knows how far it lags"
                                    + " behind, and maxStaleness allows 100 s",
                            "c:27017: is eligible");
            learn(Servers.A, Servers.primary(MEMBERS).append("lastWrite", impossible));
            assertThat(explain(stale, 0).getLast())
                    .as("the primary tells %s", date)
                    .isEqualTo("c:27017: is eligible");
            learn(Servers.A, Servers.secondary(MEMBERS).append("lastWrite", impossible));
            assertThat(explain(stale, 0).getLast())
                    .as("there is no primary, and others tell %s", date)
                    .isEqualTo("c:27017: is eligible");
        }
    }

    /** Further apart than a count of nanoseconds reaches. */
    @Test
    void datesThousandsOfYearsApartAreCompared() {
        learn(Servers.A, Servers.primary(MEMBERS).append("lastWrite", lastWrite(253_402_300_799L)));
        learn(Servers.B, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(0)));
        learn(Servers.C, Servers.secondary(MEMBERS).append("lastWrite", lastWrite(253_402_300_799L)));
        assertThat(explain(reads(ReadPreference.secondary().maxStaleness(Duration.ofSeconds(100))), 0))
                .contains(
                        "b:27017: may lag up to 253402300809 s behind, and maxStaleness allows 100 s",
                        "c:27017: is eligible");
    }

    @Test
    void explainsTheLatencyWindow() {
        learn(Servers.describe(Servers.A, Servers.secondary(MEMBERS), 0, 5));
        learn(Servers.describe(Servers.B, Servers.secondary(MEMBERS), 0, 20));
        learn(Servers.describe(Servers.C, Servers.secondary(MEMBERS), 0, 21));
        assertThat(explain(reads(ReadPreference.secondary()), 0))
                .containsExactly(
                        "a:27017: is eligible",
                        "b:27017: is eligible",
                        "c:27017: answers in 21 ms on average, the fastest in 5 ms, and localThreshold allows 15 ms"
                                + " more");
    }

    @Test
    void explainsDeprioritizedServersAndTheApplicationsSelector() {
        learn(Servers.A, Servers.secondary(MEMBERS));
        learn(Servers.B, Servers.secondary(MEMBERS));
        learn(Servers.C, Servers.secondary(MEMBERS));
        UnaryOperator<List<ServerDescription>> lastOnly = servers -> List.of(servers.getLast());
        var selection = new Selection(reads(ReadPreference.secondary()), Set.of(Servers.C), lastOnly, THRESHOLD);
        assertThat(addresses(selection.suitable(topology))).containsExactly(Servers.B);
        assertThat(selection.explain(topology, 0).stream().map(Verdict::toString))
                .containsExactly(
                        "a:27017: was left out by the server selector of the settings",
                        "b:27017: is eligible",
                        "c:27017: failed this operation before, and others are there");
    }

    /** Code that is not checked can give back anything. */
    @ParameterizedTest
    @ValueSource(strings = {"nothing", "a hole", "a stranger"})
    @SuppressWarnings("NullAway")
    void refusesWhatTheApplicationsSelectorWasNotGiven(String kind) {
        learn(Servers.A, Servers.primary(MEMBERS));
        List<ServerDescription> wrong = switch (kind) {
            case "nothing" -> null;
            case "a hole" -> Collections.singletonList(null);
            default -> List.of(ServerDescription.unknown(ServerAddress.of("stranger"), 0));
        };
        var selection = new Selection(new WriteSelector(), Set.of(), servers -> wrong, THRESHOLD);
        assertThatIllegalStateException()
                .isThrownBy(() -> selection.suitable(topology))
                .withMessageContaining("the server selector of the settings must give back")
                .withMessageContaining("a:27017");
    }

    @Test
    void nothingIsEligibleBesideAServerThatIsTooOld() {
        learn(Servers.A, Servers.primary(MEMBERS));
        learn(Servers.B, Servers.secondary(MEMBERS).append("maxWireVersion", 7));
        assertThat(Selection.of(new WriteSelector(), THRESHOLD).suitable(topology))
                .isEmpty();
        assertThat(explain(new WriteSelector(), 0))
                .startsWith(
                        "a:27017: would do, but is not used together with a server that this driver cannot talk to",
                        "b:27017: Server at b:27017 reports wire version 7, but this version of Morelia requires at"
                                + " least 8 (MongoDB 4.2).");
    }

    @Test
    void refusesStalenessThatNoReplicaSetCouldKeepAndNamesTheLimit() {
        learn(Servers.A, Servers.primary(MEMBERS));
        var preference = ReadPreference.secondary().maxStaleness(Duration.ofSeconds(89));
        assertThatThrownBy(() -> Selection.of(reads(preference), THRESHOLD).suitable(topology))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxStaleness must be at least 90 s and at least heartbeatFrequency plus 10 s (20 s), got"
                        + " 89 s");
    }

    @Test
    void saysWhatIsWanted() {
        var preference =
                ReadPreference.nearest().tagSets(List.of(Map.of("dc", "ny"))).maxStaleness(Duration.ofMinutes(2));
        assertThat(reads(preference).wanted())
                .isEqualTo("server for read preference nearest with tags [{dc=ny}] with maxStaleness 120 s");
        assertThat(new WriteSelector().wanted()).isEqualTo("writable server");
    }

    @Test
    void choosesTheLessBusyOfTwoDifferentServers() {
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

    private void learn(ServerAddress address, Document hello) {
        learn(Servers.describe(address, hello, 0));
    }

    private void learn(ServerDescription news) {
        topology = discovery.update(topology, news).current();
    }
}
