package dev.morelia.spec.unified.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.entity.EntityMap;
import dev.morelia.spec.unified.match.Matcher;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequirementsTest {
    private static final Document PARAMETERS =
            Document.of("authenticationMechanisms", List.of("SCRAM-SHA-256"), "enableTestCommands", true);
    private static final Requirements STANDALONE = new Requirements(
            new Facts(Topology.SINGLE, Version.parse("6.0.5"), PARAMETERS, false), new Matcher(new EntityMap()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                                         |
            [{"minServerVersion": "6.0.5"}]                                            |
            [{"maxServerVersion": "6.0.5", "topologies": ["replicaset", "single"]}]    |
            [{"minServerVersion": "6.0.6"}]                                            | SERVER_REQUIREMENT
            [{"maxServerVersion": "6.0"}]                                              | SERVER_REQUIREMENT
            [{"topologies": ["sharded"]}]                                              | TOPOLOGY
            [{"topologies": ["sharded"]}, {"topologies": ["single"]}]                  |
            [{"topologies": ["sharded"]}, {"minServerVersion": "7.0"}]                 | SERVER_REQUIREMENT
            [{"topologies": ["sharded"], "minServerVersion": "7.0"}]                   | TOPOLOGY
            [{"auth": true}]                                                           | SERVER_REQUIREMENT
            [{"auth": false}]                                                          |
            [{"authMechanism": "scram-sha-256"}]                                       |
            [{"authMechanism": "PLAIN"}]                                               | SERVER_REQUIREMENT
            [{"serverParameters": {"enableTestCommands": 1}}]                          | SERVER_REQUIREMENT
            [{"serverParameters": {"enableTestCommands": true}}]                       |
            [{"serverParameters": {"unknown": true}}]                                  | SERVER_REQUIREMENT
            [{"csfle": true}]                                                          | CLIENT_SIDE_ENCRYPTION
            [{"csfle": {"minLibmongocryptVersion": "1.8"}}]                            | CLIENT_SIDE_ENCRYPTION
            [{"csfle": false}]                                                         |
            [{"serverless": "require"}]                                                | SERVERLESS_OR_ATLAS
            [{"serverless": "forbid"}]                                                 |
            """)
    void oneOfThemMustBeMet(String requirements, @Nullable SkipReason reason) {
        var list = ExtendedJson.parse("{\"r\": " + requirements + "}").list("r", Document.class);
        assertThat(STANDALONE.miss(list).map(SpecSkip::reason)).isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void rejectsAnUnknownRequirement() {
        assertThatThrownBy(() -> STANDALONE.miss(List.of(Document.of("moonPhase", "full"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("moonPhase");
    }

    @Test
    void shardedIncludesShardedReplicaSet() {
        assertThat(Topology.SHARDED.isAmong(List.of("sharded-replicaset"))).isTrue();
        assertThat(Topology.REPLICA_SET.isAmong(List.of("sharded-replicaset"))).isFalse();
    }
}
