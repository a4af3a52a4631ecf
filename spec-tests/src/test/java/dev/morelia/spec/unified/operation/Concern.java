package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the common options of the format: read concern, read preference and write concern. */
public final class Concern {
    private Concern() {}

    /** {@code {level}}, or null if the file does not have it. */
    public static @Nullable ReadConcern readConcern(@Nullable Document spec) {
        return spec == null ? null : ReadConcern.of(spec.string("level"));
    }

    /** {@code {mode, tagSets, maxStalenessSeconds, hedge}}, or null if the file does not have it. */
    public static @Nullable ReadPreference readPreference(@Nullable Document spec) {
        if (spec == null) {
            return null;
        }
        var readPreference = ReadPreference.of(ReadPreference.Mode.of(spec.string("mode")));
        if (spec.containsKey("tagSets")) {
            readPreference = readPreference.tagSets(tagSets(spec.list("tagSets", Document.class)));
        }
        if (spec.containsKey("maxStalenessSeconds")) {
            readPreference = readPreference.maxStaleness(Duration.ofSeconds(spec.int64("maxStalenessSeconds")));
        }
        if (spec.containsKey("hedge")) {
            readPreference = readPreference.hedge(spec.document("hedge").bool("enabled"));
        }
        return readPreference;
    }

    private static List<Map<String, String>> tagSets(List<Document> tagSets) {
        return tagSets.stream()
                .map(tags -> {
                    Map<String, String> copy = new LinkedHashMap<>();
                    tags.keySet().forEach(name -> copy.put(name, tags.string(name)));
                    return copy;
                })
                .toList();
    }

    /** {@code {w, journal, wtimeoutMS}}, or null if the file does not have it. */
    public static @Nullable WriteConcern writeConcern(@Nullable Document spec) {
        if (spec == null) {
            return null;
        }
        var writeConcern = switch (spec.get("w")) {
            case null -> WriteConcern.ACKNOWLEDGED;
            case String tag -> WriteConcern.of(tag);
            default -> WriteConcern.of(spec.int32("w"));
        };
        if (spec.containsKey("journal")) {
            writeConcern = writeConcern.journal(spec.bool("journal"));
        }
        if (spec.containsKey("wtimeoutMS")) {
            writeConcern = writeConcern.wtimeout(Duration.ofMillis(spec.int64("wtimeoutMS")));
        }
        return writeConcern;
    }
}
