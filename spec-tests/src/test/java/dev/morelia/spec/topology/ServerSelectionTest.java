package dev.morelia.spec.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.morelia.bson.Document;
import dev.morelia.internal.sdam.RoundTripTimes;
import dev.morelia.internal.selection.ReadSelector;
import dev.morelia.internal.selection.Selection;
import dev.morelia.internal.selection.ServerSelector;
import dev.morelia.internal.selection.Verdict;
import dev.morelia.internal.selection.WriteSelector;
import dev.morelia.settings.MonitoringSettings;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The files of Server Selection and Max Staleness that are not in the unified format. */
final class ServerSelectionTest {
    private static final Duration LOCAL_THRESHOLD = TopologySettings.defaults().localThreshold();

    @TestFactory
    Stream<DynamicNode> serverSelection() {
        return PureCases.below("server-selection/tests/server_selection", ServerSelectionTest::checkSelection);
    }

    @TestFactory
    Stream<DynamicNode> maxStaleness() {
        return PureCases.below("max-staleness/tests", ServerSelectionTest::checkSelection);
    }

    @TestFactory
    Stream<DynamicNode> roundTripTime() {
        return PureCases.below("server-selection/tests/rtt", ServerSelectionTest::checkRoundTripTime);
    }

    @TestFactory
    Stream<DynamicNode> inWindow() {
        return PureCases.below("server-selection/tests/in_window", ServerSelectionTest::checkFrequencies);
    }

    private static void checkSelection(Document test) {
        var topology = SpecServers.topology(test.document("topology_description"));
        if (Boolean.TRUE.equals(test.get("error"))) {
            assertThatThrownBy(() -> selection(test).suitable(topology)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        var selection = selection(test);
        var suitable = selection.suitable(topology);
        var inWindow = selection.inWindow(suitable);
        assertThat(addresses(suitable))
                .containsExactlyInAnyOrderElementsOf(addresses(SpecServers.servers(test, "suitable_servers")));
        assertThat(addresses(inWindow))
                .containsExactlyInAnyOrderElementsOf(addresses(SpecServers.servers(test, "in_latency_window")));
        checkExplanation(selection, topology, inWindow);
    }

    private static Selection selection(Document test) {
        var deprioritized = SpecServers.servers(test, "deprioritized_servers").stream()
                .map(ServerDescription::address)
                .collect(Collectors.toSet());
        return new Selection(selector(test), deprioritized, UnaryOperator.identity(), LOCAL_THRESHOLD);
    }

    private static ServerSelector selector(Document test) {
        if ("write".equals(test.get("operation"))) {
            return new WriteSelector();
        }
        var heartbeatFrequency = test.containsKey("heartbeatFrequencyMS")
                ? SpecServers.millis(test.get("heartbeatFrequencyMS"))
                : MonitoringSettings.defaults().heartbeatFrequency();
        return new ReadSelector(SpecServers.readPreference(test.document("read_preference")), heartbeatFrequency);
    }

    private static List<ServerAddress> addresses(List<ServerDescription> servers) {
        return servers.stream().map(ServerDescription::address).toList();
    }

    /**
     * Not required by the files, but each is an opportunity to check that the explanation agrees with the selection.
     */
    private static void checkExplanation(
            Selection selection, TopologyDescription topology, List<ServerDescription> inWindow) {
        var verdicts = selection.explain(topology, 0);
        assertThat(verdicts.stream().map(Verdict::server)).isEqualTo(addresses(topology.servers()));
        assertThat(verdicts.stream()
                        .filter(verdict -> verdict.reason() == Verdict.Reason.ELIGIBLE)
                        .map(Verdict::server))
                .containsExactlyInAnyOrderElementsOf(addresses(inWindow));
    }

    private static void checkRoundTripTime(Document test) {
        var times = RoundTripTimes.NONE;
        if (test.get("avg_rtt_ms") instanceof Number) {
            times = times.add(SpecServers.millis(test.get("avg_rtt_ms")).toNanos());
        }
        times = times.add(SpecServers.millis(test.get("new_rtt_ms")).toNanos());
        assertThat(times.average()).isEqualTo(SpecServers.millis(test.get("new_avg_rtt")));
    }

    private static void checkFrequencies(Document test) {
        var topology = SpecServers.topology(test.document("topology_description"));
        Map<ServerAddress, Integer> operationCounts = new LinkedHashMap<>();
        for (Document state : test.list("mocked_topology_state", Document.class)) {
            operationCounts.put(ServerAddress.parse(state.string("address")), state.int32("operation_count"));
        }
        var nearest = new ReadSelector(
                ReadPreference.nearest(), MonitoringSettings.defaults().heartbeatFrequency());
        var selection = Selection.of(nearest, LOCAL_THRESHOLD);
        int iterations = test.int32("iterations");
        // A fixed seed, so that the case does not fail by chance.
        var random = new Random(7);
        Map<String, Integer> chosen = new LinkedHashMap<>();
        for (int i = 0; i < iterations; i++) {
            var taken = Selection.choose(
                    selection.inWindow(selection.suitable(topology)),
                    server -> Objects.requireNonNull(operationCounts.get(server.address())),
                    random.nextLong());
            chosen.merge(taken.address().toString(), 1, Integer::sum);
        }
        var outcome = test.document("outcome");
        double tolerance = outcome.float64("tolerance");
        outcome.document("expected_frequencies").forEach((address, frequency) -> {
            double expected = ((Number) Objects.requireNonNull(frequency)).doubleValue();
            double actual = chosen.getOrDefault(address, 0) / (double) iterations;
            // The specification: never and always are exact.
            assertThat(actual).as(address).isEqualTo(expected, within(expected % 1 == 0 ? 0 : tolerance));
        });
    }
}
