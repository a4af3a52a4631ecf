package dev.morelia.spec.unified.api;

import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import org.jspecify.annotations.Nullable;

/**
 * The concerns of a database or a collection; null is inherited.
 *
 * @param readConcern the read concern
 * @param readPreference the read preference
 * @param writeConcern the write concern
 */
public record Concerns(
        @Nullable ReadConcern readConcern,
        @Nullable ReadPreference readPreference,
        @Nullable WriteConcern writeConcern) {}
