package dev.morelia.compat.internal.values;

import com.mongodb.ReadConcern;
import com.mongodb.ReadConcernLevel;
import com.mongodb.ReadPreference;
import com.mongodb.ReadPreferenceHedgeOptions;
import com.mongodb.Tag;
import com.mongodb.TagSet;
import com.mongodb.TaggableReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CollationAlternate;
import com.mongodb.client.model.CollationCaseFirst;
import com.mongodb.client.model.CollationMaxVariable;
import com.mongodb.client.model.CollationStrength;
import dev.morelia.bson.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Concerns, read preferences and collations, in both directions. */
public final class Concerns {
    private Concerns() {}

    /** The same write concern as a value of Morelia. */
    public static dev.morelia.settings.WriteConcern ours(WriteConcern concern) {
        Integer timeoutMs = concern.getWTimeout(TimeUnit.MILLISECONDS);
        return new dev.morelia.settings.WriteConcern(
                concern.getWObject(),
                concern.getJournal(),
                timeoutMs == null ? null : Duration.ofMillis(timeoutMs),
                null);
    }

    /** The same write concern as a value of the official driver, which has no {@code fsync}. */
    public static WriteConcern official(dev.morelia.settings.WriteConcern concern) {
        WriteConcern official = switch (concern.w()) {
            case Integer number -> new WriteConcern(number);
            case String tag -> new WriteConcern(tag);
            case null, default -> WriteConcern.ACKNOWLEDGED;
        };
        Duration timeout = concern.wtimeout();
        WriteConcern timed =
                timeout == null ? official : official.withWTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return concern.journal() == null ? timed : timed.withJournal(concern.journal());
    }

    /** The same read concern as a value of Morelia. */
    public static dev.morelia.settings.ReadConcern ours(ReadConcern concern) {
        ReadConcernLevel level = concern.getLevel();
        return level == null
                ? dev.morelia.settings.ReadConcern.DEFAULT
                : dev.morelia.settings.ReadConcern.of(level.getValue());
    }

    /** The same read concern as a value of the official driver. */
    public static ReadConcern official(dev.morelia.settings.ReadConcern concern) {
        String level = concern.level();
        return level == null ? ReadConcern.DEFAULT : new ReadConcern(ReadConcernLevel.fromString(level));
    }

    /** The same read preference as a value of Morelia. */
    public static dev.morelia.settings.ReadPreference ours(ReadPreference preference) {
        var mode = dev.morelia.settings.ReadPreference.Mode.of(preference.getName());
        if (!(preference instanceof TaggableReadPreference taggable)) {
            return dev.morelia.settings.ReadPreference.of(mode);
        }
        Long staleness = taggable.getMaxStaleness(TimeUnit.MILLISECONDS);
        return new dev.morelia.settings.ReadPreference(
                mode,
                taggable.getTagSetList().stream().map(Concerns::tags).toList(),
                staleness == null ? null : Duration.ofMillis(staleness),
                hedge(taggable));
    }

    @SuppressWarnings("deprecation") // Servers before 8.0 still hedge.
    private static @Nullable Boolean hedge(TaggableReadPreference preference) {
        ReadPreferenceHedgeOptions hedge = preference.getHedgeOptions();
        return hedge == null ? null : hedge.isEnabled();
    }

    private static Map<String, String> tags(TagSet official) {
        var tags = new LinkedHashMap<String, String>();
        official.forEach(tag -> tags.put(tag.getName(), tag.getValue()));
        return tags;
    }

    /** The same read preference as a value of the official driver. */
    public static ReadPreference official(dev.morelia.settings.ReadPreference preference) {
        ReadPreference official = ReadPreference.valueOf(preference.mode().wireName());
        if (!(official instanceof TaggableReadPreference taggable)) {
            return official;
        }
        List<TagSet> tags =
                preference.tagSets().stream().map(Concerns::official).toList();
        TaggableReadPreference tagged = tags.isEmpty() ? taggable : taggable.withTagSetList(tags);
        Duration staleness = preference.maxStaleness();
        return hedged(
                staleness == null ? tagged : tagged.withMaxStalenessMS(staleness.toMillis(), TimeUnit.MILLISECONDS),
                preference.hedge());
    }

    @SuppressWarnings("deprecation") // Servers before 8.0 still hedge.
    private static ReadPreference hedged(TaggableReadPreference preference, @Nullable Boolean hedge) {
        return hedge == null
                ? preference
                : preference.withHedgeOptions(
                        ReadPreferenceHedgeOptions.builder().enabled(hedge).build());
    }

    private static TagSet official(Map<String, String> tags) {
        var official = new ArrayList<Tag>();
        tags.forEach((name, value) -> official.add(new Tag(name, value)));
        return new TagSet(official);
    }

    /** The same collation as a value of Morelia. */
    public static dev.morelia.settings.Collation ours(Collation collation) {
        return new dev.morelia.settings.Collation(Bytes.ours(collation.asDocument()));
    }

    /** As {@link #ours(Collation)}, for options that may be absent. */
    public static dev.morelia.settings.@Nullable Collation oursOrNull(@Nullable Collation collation) {
        return collation == null ? null : ours(collation);
    }

    /** The same collation as a value of the official driver. */
    public static Collation official(dev.morelia.settings.Collation collation) {
        Document fields = collation.fields();
        var official = Collation.builder()
                .locale(fields.stringOrNull("locale"))
                .caseLevel(fields.valueOrNull("caseLevel", Boolean.class))
                .numericOrdering(fields.valueOrNull("numericOrdering", Boolean.class))
                .normalization(fields.valueOrNull("normalization", Boolean.class))
                .backwards(fields.valueOrNull("backwards", Boolean.class));
        String caseFirst = fields.stringOrNull("caseFirst");
        if (caseFirst != null) {
            official.collationCaseFirst(CollationCaseFirst.fromString(caseFirst));
        }
        if (fields.has("strength")) {
            official.collationStrength(CollationStrength.fromInt(fields.int32("strength")));
        }
        String alternate = fields.stringOrNull("alternate");
        if (alternate != null) {
            official.collationAlternate(CollationAlternate.fromString(alternate));
        }
        String maxVariable = fields.stringOrNull("maxVariable");
        if (maxVariable != null) {
            official.collationMaxVariable(CollationMaxVariable.fromString(maxVariable));
        }
        return official.build();
    }
}
