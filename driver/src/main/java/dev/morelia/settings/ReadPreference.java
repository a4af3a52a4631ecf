package dev.morelia.settings;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which members of a replica set may answer a read. Immutable and thread-safe.
 *
 * @param mode primary, secondary, or how to fall back from one to the other
 * @param tagSets tried in order; the first that any eligible member matches is used, an empty set matches all
 * @param maxStaleness how far a secondary may lag behind, in whole seconds; null for no limit
 * @param hedge whether a sharded cluster may ask two members at once (deprecated by 8.0 servers); null to not say
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#read-preference">Server Selection: read preference</a>
 */
public record ReadPreference(
        Mode mode,
        List<Map<String, String>> tagSets,
        @Nullable Duration maxStaleness,
        @Nullable Boolean hedge) {

    /** The five ways to choose between primary and secondaries. */
    public enum Mode {
        /** Only the primary. */
        PRIMARY("primary"),
        /** The primary, or a secondary while there is none. */
        PRIMARY_PREFERRED("primaryPreferred"),
        /** Only secondaries. */
        SECONDARY("secondary"),
        /** A secondary, or the primary while there is none. */
        SECONDARY_PREFERRED("secondaryPreferred"),
        /** Any member, by latency alone. */
        NEAREST("nearest");

        private final String wireName;

        Mode(String wireName) {
            this.wireName = wireName;
        }

        /** The name in commands and connection strings, such as {@code secondaryPreferred}. */
        public String wireName() {
            return wireName;
        }

        /**
         * The mode of a name as in connection strings; upper and lower case are one.
         *
         * @throws IllegalArgumentException if no mode has this name
         */
        public static Mode of(String name) {
            Argument.notNull("mode", name);
            return Arrays.stream(values())
                    .filter(mode -> mode.wireName.equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> Argument.rejected(
                            "mode",
                            name,
                            "must be primary, primaryPreferred, secondary, secondaryPreferred or nearest"));
        }
    }

    private static final ReadPreference PRIMARY = of(Mode.PRIMARY);

    /**
     * A read preference.
     *
     * @throws IllegalArgumentException if the mode is primary together with tags, staleness or hedging, or the
     *     staleness is not positive
     */
    public ReadPreference {
        Argument.notNull("mode", mode);
        tagSets = copy(Argument.notNull("tagSets", tagSets));
        if (maxStaleness != null) {
            if (Argument.duration("maxStaleness", maxStaleness).toSeconds() < 1) {
                throw Argument.rejected("maxStaleness", maxStaleness, "must be at least one second");
            }
            maxStaleness = Duration.ofSeconds(maxStaleness.toSeconds());
        }
        boolean tagged = tagSets.stream().anyMatch(tagSet -> !tagSet.isEmpty());
        if (mode == Mode.PRIMARY && (tagged || maxStaleness != null || hedge != null)) {
            throw new IllegalArgumentException("read preference primary must not have tagSets, maxStaleness or hedge:"
                    + " there is only one primary; choose another mode, such as primaryPreferred");
        }
    }

    private static List<Map<String, String>> copy(List<Map<String, String>> tagSets) {
        var copies = new ArrayList<Map<String, String>>();
        for (Map<String, String> tagSet : tagSets) {
            var copy = new LinkedHashMap<String, String>();
            Argument.notNull("tagSets[" + copies.size() + "]", tagSet)
                    .forEach((tag, value) -> copy.put(Argument.notNull("tag", tag), Argument.notNull(tag, value)));
            copies.add(Collections.unmodifiableMap(copy));
        }
        return Collections.unmodifiableList(copies);
    }

    /** Only the primary; the default. */
    public static ReadPreference primary() {
        return PRIMARY;
    }

    /** The primary, or a secondary while there is none. */
    public static ReadPreference primaryPreferred() {
        return of(Mode.PRIMARY_PREFERRED);
    }

    /** Only secondaries. */
    public static ReadPreference secondary() {
        return of(Mode.SECONDARY);
    }

    /** A secondary, or the primary while there is none. */
    public static ReadPreference secondaryPreferred() {
        return of(Mode.SECONDARY_PREFERRED);
    }

    /** Any member, by latency alone. */
    public static ReadPreference nearest() {
        return of(Mode.NEAREST);
    }

    /** The read preference of a mode, without tags. */
    public static ReadPreference of(Mode mode) {
        return new ReadPreference(mode, List.of(), null, null);
    }

    /**
     * Returns a copy with the given tag sets.
     *
     * @throws IllegalArgumentException if the mode is primary and a set is not empty
     */
    public ReadPreference tagSets(List<Map<String, String>> value) {
        return new ReadPreference(mode, value, maxStaleness, hedge);
    }

    /**
     * Returns a copy with a limit on how far a secondary may lag, in whole seconds. Server selection later demands at
     * least 90 seconds, and at least the heartbeat frequency plus 10 seconds.
     *
     * @throws IllegalArgumentException if it is shorter than a second or the mode is primary
     */
    public ReadPreference maxStaleness(Duration value) {
        return new ReadPreference(mode, tagSets, Argument.notNull("maxStaleness", value), hedge);
    }

    /**
     * Returns a copy with hedged reads switched on or off.
     *
     * @throws IllegalArgumentException if the mode is primary
     */
    public ReadPreference hedge(boolean value) {
        return new ReadPreference(mode, tagSets, maxStaleness, value);
    }

    /** The {@code $readPreference} field of a command. */
    public Document toDocument() {
        var document = new Document("mode", mode.wireName);
        if (!tagSets.isEmpty()) {
            var tags = new ArrayList<Document>();
            tagSets.forEach(tagSet -> tags.add(Document.copyOf(tagSet)));
            document.append("tags", tags);
        }
        if (maxStaleness != null) {
            document.append("maxStalenessSeconds", Math.toIntExact(maxStaleness.toSeconds()));
        }
        if (hedge != null) {
            document.append("hedge", new Document("enabled", hedge));
        }
        return document;
    }
}
