package dev.morelia.spec.unified.api;

import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import org.jspecify.annotations.Nullable;

/**
 * What a database or a collection is set to; null is inherited.
 *
 * @param readConcern of reads
 * @param readPreference of reads
 * @param writeConcern of writes
 */
public record Concerns(
        @Nullable ReadConcern readConcern,
        @Nullable ReadPreference readPreference,
        @Nullable WriteConcern writeConcern) {}
