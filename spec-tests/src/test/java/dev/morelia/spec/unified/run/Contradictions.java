package dev.morelia.spec.unified.run;

import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.server.Topology;
import java.util.Map;

/** Tests that no driver can pass which follows the text of the specifications, or not on our servers. */
final class Contradictions {
    private static final String TOO_FAST = "the server replies after 60 ms, and the timeout is 100 ms";

    /** By file and description; these are known as DRIVERS-2965. */
    private static final Map<String, String> ANYWHERE = Map.of(
            "tests/runCursorCommand.json: Non-tailable cursor iteration timeoutMS is refreshed for getMore if"
                    + " timeoutMode is iteration - failure",
            TOO_FAST,
            "tests/runCursorCommand.json: Tailable cursor iteration timeoutMS is refreshed for getMore - failure",
            TOO_FAST,
            "tests/runCursorCommand.json: Tailable cursor awaitData iteration timeoutMS is refreshed for getMore -"
                    + " failure",
            "a timeout is expected, but none is set");

    private static final Map<String, String> BEHIND_LOAD_BALANCER = Map.of(
            "tests/close-cursors.json: timeoutMS is refreshed for close",
            "the timeout has closed the only connection that leads to the cursor");

    private static final Map<String, String> ON_ROUTER_FRONT = Map.of(
            "tests/unified/change-streams-showExpandedEvents.json: when showExpandedEvents is true, shardCollection"
                    + " events are reported",
            "a sharded cluster that shards");

    private Contradictions() {}

    /** Throws {@link SpecSkip} if the test cannot pass. */
    static void check(String file, String description, Topology topology) {
        var test = file + ": " + description;
        if (topology == Topology.SHARDED && ON_ROUTER_FRONT.containsKey(test)) {
            throw new SpecSkip(SkipReason.SERVER_REQUIREMENT, ON_ROUTER_FRONT.get(test));
        }
        var detail = topology == Topology.LOAD_BALANCED && BEHIND_LOAD_BALANCER.containsKey(test)
                ? BEHIND_LOAD_BALANCER.get(test)
                : ANYWHERE.get(test);
        if (detail != null) {
            throw new SpecSkip(SkipReason.CONTRADICTION, detail);
        }
    }
}
