package dev.morelia.internal.sdam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.sdam.ApplicationError.Kind;
import dev.morelia.internal.sdam.ApplicationError.Phase;
import dev.morelia.internal.sdam.ErrorHandling.Decision;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyVersion;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ErrorHandlingTest {
    private static final TopologySettings SETTINGS = TopologySettings.defaults().hosts(List.of(Servers.A));

    private final TopologyDescription replicaSet = replicaSet();
    private final TopologyDescription balanced = balanced();

    @Test
    void aNetworkErrorInUseMarksUnknownClearsAndCancels() {
        var decision = onError(Phase.IN_USE, Kind.NETWORK);
        assertThat(decision.description()).isNotNull();
        assertThat(decision.clearPool()).isTrue();
        assertThat(decision.cancelCheck()).isTrue();
        assertThat(decision.checkNow()).isFalse();
    }

    @Test
    void aTimeoutInUseHasNoEffect() {
        assertThat(onError(Phase.IN_USE, Kind.TIMEOUT)).isEqualTo(Decision.NONE);
    }

    @Test
    void anAuthenticationFailureMakesTheServerUnknown() {
        for (Kind kind : List.of(Kind.TIMEOUT, Kind.NETWORK, Kind.OTHER)) {
            assertThat(onError(Phase.AUTHENTICATING, kind).description())
                    .extracting(ServerDescription::error)
                    .isEqualTo("authentication failed: boom");
        }
        var rejected = reply(Document.of("ok", 0, "code", 18).append("errmsg", "Authentication failed."));
        assertThat(onError(replicaSet, Phase.AUTHENTICATING, rejected).clearPool())
                .isTrue();
        assertThat(onError(replicaSet, Phase.IN_USE, rejected)).isEqualTo(Decision.NONE);
    }

    @Test
    void aNetworkErrorWhileConnectingMayBeOverloadAndHasNoEffect() {
        assertThat(onError(Phase.OPENING, Kind.NETWORK)).isEqualTo(Decision.NONE);
        assertThat(onError(Phase.OPENING, Kind.TIMEOUT)).isEqualTo(Decision.NONE);
    }

    @Test
    void anUnknownHostNameMakesTheServerUnknown() {
        var decision = onError(Phase.OPENING, Kind.OTHER);
        assertThat(decision.clearPool()).isTrue();
        assertThat(decision.description())
                .extracting(ServerDescription::error)
                .isEqualTo("a connection could not be established: boom");
    }

    /** Whatever its code: a server that rejects the handshake is unusable, and its pool is cleared. */
    @Test
    void aRejectedHandshakeMakesTheServerUnknownAtItsTopologyVersion() {
        var version = new TopologyVersion(new ObjectId(), 3);
        for (int code : List.of(18, 91, 10107)) {
            var rejected = Document.of("ok", 0, "code", code, "errmsg", "go away")
                    .append("topologyVersion", Document.of("processId", version.processId(), "counter", 3L));
            var decision = onError(replicaSet, Phase.OPENING, reply(rejected));
            assertThat(decision.description())
                    .extracting(ServerDescription::topologyVersion)
                    .isEqualTo(version);
            assertThat(decision.clearPool()).isTrue();
        }
        assertThat(onError(replicaSet, Phase.OPENING, reply(Document.of("ok", 0, "code", "ninety-one")))
                        .clearPool())
                .isTrue();
        assertThat(onError(balanced, Phase.AUTHENTICATING, reply(Document.of("ok", 0, "code", 10107))))
                .isEqualTo(new Decision(null, false, false, false));
    }

    @Test
    void aRejectedHandshakeOfAnOlderTopologyVersionHasNoEffect() {
        var processId = new ObjectId();
        var discovery = new Discovery(SETTINGS);
        var hello = Servers.primary("a").append("topologyVersion", Document.of("processId", processId, "counter", 5L));
        var known = discovery
                .update(discovery.initial(0), Servers.describe(Servers.A, hello, 0))
                .current();
        var rejected = Document.of("ok", 0, "code", 18)
                .append("topologyVersion", Document.of("processId", processId, "counter", 5L));
        assertThat(onError(known, Phase.OPENING, reply(rejected))).isEqualTo(Decision.NONE);
        rejected.append("topologyVersion", Document.of("processId", processId, "counter", 6L));
        assertThat(onError(known, Phase.OPENING, reply(rejected)).clearPool()).isTrue();
    }

    @Test
    void anOverloadLabelHasNoEffect() {
        var failure = new ApplicationError(
                Servers.A, Phase.AUTHENTICATING, Kind.NETWORK, 0, null, null, true, 1, new IOException("boom"));
        assertThat(ErrorHandling.onError(replicaSet, failure, 0)).isEqualTo(Decision.NONE);
    }

    @Test
    void shutdownInAWriteConcernErrorClearsThePoolAndRequestsACheck() {
        var decision = onError(
                replicaSet,
                Phase.IN_USE,
                reply(Document.of("ok", 1, "writeConcernError", Document.of("code", 91, "errmsg", "shutting down"))));
        assertThat(decision.description())
                .extracting(ServerDescription::error)
                .isEqualTo("an operation failed: shutting down (code 91)");
        assertThat(decision.clearPool()).isTrue();
        assertThat(decision.checkNow()).isTrue();
    }

    /** It would wait up to ten seconds for a change that has already happened. */
    @Test
    void anErrorWithoutTopologyVersionCancelsAnAwaitedCheck() {
        var version = Document.of("processId", new ObjectId(), "counter", 1L);
        var newer = Document.of("processId", version.get("processId"), "counter", 2L);
        var discovery = new Discovery(SETTINGS);
        var hello = Servers.primary("a").append("topologyVersion", version);
        var streamed = discovery
                .update(discovery.initial(0), Servers.describe(Servers.A, hello, 0))
                .current();
        var notPrimary = Document.of("ok", 0, "code", 10107);

        var unversioned = onError(streamed, Phase.IN_USE, reply(notPrimary));
        assertThat(unversioned.cancelCheck()).isTrue();
        assertThat(unversioned.checkNow()).isTrue();
        var versioned = Document.copyOf(notPrimary).append("topologyVersion", newer);
        assertThat(onError(streamed, Phase.IN_USE, reply(versioned)).cancelCheck())
                .isFalse();
        assertThat(onError(replicaSet, Phase.IN_USE, reply(notPrimary)).cancelCheck())
                .isFalse();
    }

    @Test
    void messagesAreUsedOnlyWithoutACode() {
        for (String message : List.of("not master", "not master or secondary", "node is recovering")) {
            var decision = onError(replicaSet, Phase.IN_USE, reply(Document.of("ok", 0, "errmsg", message)));
            assertThat(decision.description()).isNotNull();
            assertThat(decision.clearPool()).isFalse();
            var coded = reply(Document.of("ok", 0, "errmsg", message).append("code", 1));
            assertThat(onError(replicaSet, Phase.IN_USE, coded)).isEqualTo(Decision.NONE);
        }
    }

    @Test
    void writeErrorsHaveNoEffect() {
        var writeErrors = List.of(Document.of("code", 10107, "errmsg", "not primary"));
        assertThat(onError(replicaSet, Phase.IN_USE, reply(Document.of("ok", 1, "writeErrors", writeErrors))))
                .isEqualTo(Decision.NONE);
    }

    @Test
    void aMalformedReplyHasNoEffect() {
        assertThat(onError(replicaSet, Phase.IN_USE, reply(Document.of("ok", 0, "code", "ninety-one"))))
                .isEqualTo(Decision.NONE);
    }

    @Test
    void anOlderGenerationAndARemovedServerHaveNoEffect() {
        var failure = failure(Phase.IN_USE, Kind.NETWORK, null, null);
        assertThat(ErrorHandling.onError(replicaSet, failure, 1)).isEqualTo(Decision.NONE);
        assertThat(ErrorHandling.onError(TopologyDescription.EMPTY, failure, 0)).isEqualTo(Decision.NONE);
    }

    @Test
    void aLoadBalancerIsNeverMarkedUnknownAndOnlyTheServicesPoolIsCleared() {
        var unknownService = failure(Phase.IN_USE, Kind.NETWORK, null, null);
        assertThat(ErrorHandling.onError(balanced, unknownService, 0)).isEqualTo(Decision.NONE);
        var service = failure(Phase.IN_USE, Kind.NETWORK, new ObjectId(), null);
        assertThat(ErrorHandling.onError(balanced, service, 0)).isEqualTo(new Decision(null, true, false, false));
        assertThat(onError(balanced, Phase.IN_USE, reply(Document.of("ok", 0, "code", 11600))))
                .isEqualTo(new Decision(null, true, false, false));
    }

    private static TopologyDescription replicaSet() {
        var discovery = new Discovery(SETTINGS);
        var description = Servers.describe(Servers.A, Servers.primary("a"), 0);
        return discovery.update(discovery.initial(0), description).current();
    }

    private static TopologyDescription balanced() {
        var discovery = new Discovery(SETTINGS.loadBalanced(true));
        return discovery
                .update(discovery.initial(0), ServerDescription.loadBalancer(Servers.A, 0))
                .current();
    }

    private static RawDocument reply(Document document) {
        return RawDocument.encode(document);
    }

    private Decision onError(Phase phase, Kind kind) {
        return ErrorHandling.onError(replicaSet, failure(phase, kind, null, null), 0);
    }

    private static Decision onError(TopologyDescription topology, Phase phase, RawDocument reply) {
        return ErrorHandling.onError(topology, failure(phase, Kind.REPLY, new ObjectId(), reply), 0);
    }

    private static ApplicationError failure(
            Phase phase, Kind kind, @Nullable ObjectId serviceId, @Nullable RawDocument reply) {
        return new ApplicationError(Servers.A, phase, kind, 0, serviceId, reply, false, 1, new IOException("boom"));
    }
}
