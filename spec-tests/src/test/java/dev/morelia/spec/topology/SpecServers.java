package dev.morelia.spec.topology;

import dev.morelia.bson.Document;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ReplicaSetMember;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads descriptions of deployments and read preferences from the files about server selection. */
final class SpecServers {
    private SpecServers() {}

    static TopologyDescription topology(Document document) {
        var type = Arrays.stream(TopologyType.values())
                .filter(it -> it.specName().equals(document.string("type")))
                .findFirst()
                .orElseThrow();
        return new TopologyDescription(type, null, null, null, servers(document, "servers"), null, null);
    }

    static List<ServerDescription> servers(Document document, String name) {
        return document.get(name) instanceof List<?>
                ? document.list(name, Document.class).stream()
                        .map(SpecServers::server)
                        .toList()
                : List.of();
    }

    private static ServerDescription server(Document document) {
        var type = type(document.string("type"));
        long lastUpdateNanos = millis(document.get("lastUpdateTime")).toNanos();
        Instant lastWriteDate = document.get("lastWrite") instanceof Document lastWrite
                ? Instant.ofEpochMilli(lastWrite.int64("lastWriteDate"))
                : null;
        return new ServerDescription(
                ServerAddress.parse(document.string("address")),
                type,
                member(document),
                0,
                document.containsKey("maxWireVersion") ? document.int32("maxWireVersion") : WireVersion.SERVER_7_0,
                null,
                null,
                lastWriteDate,
                type == ServerType.UNKNOWN ? null : millis(document.get("avg_rtt_ms")),
                Duration.ZERO,
                lastUpdateNanos,
                lastUpdateNanos,
                null,
                null);
    }

    /** The specification: a client that checks servers in parallel has Unknown for PossiblePrimary. */
    private static ServerType type(String name) {
        return name.equals("PossiblePrimary")
                ? ServerType.UNKNOWN
                : Arrays.stream(ServerType.values())
                        .filter(it -> it.specName().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private static ReplicaSetMember member(Document document) {
        Map<String, String> tags = document.get("tags") instanceof Document texts ? texts(texts) : Map.of();
        return new ReplicaSetMember(null, null, List.of(), List.of(), List.of(), null, tags, null, null);
    }

    private static Map<String, String> texts(Document document) {
        var texts = new LinkedHashMap<String, String>();
        document.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }

    static Duration millis(@Nullable Object number) {
        return number instanceof Number millis
                ? Duration.ofNanos(Math.round(millis.doubleValue() * 1_000_000))
                : Duration.ZERO;
    }

    static ReadPreference readPreference(Document document) {
        var mode = document.get("mode") instanceof String name
                ? ReadPreference.Mode.of(name)
                : ReadPreference.Mode.PRIMARY;
        var tagSets = new ArrayList<Map<String, String>>();
        if (document.get("tag_sets") instanceof List<?>) {
            document.list("tag_sets", Document.class).forEach(tagSet -> tagSets.add(texts(tagSet)));
        }
        Duration maxStaleness = document.get("maxStalenessSeconds") instanceof Number seconds
                ? Duration.ofSeconds(seconds.longValue())
                : null;
        return new ReadPreference(mode, tagSets, maxStaleness, null);
    }
}
