package dev.morelia.spec.unified.api;

import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The concerns and the timeout of a database or a collection; null is inherited.
 *
 * @param readConcern the read concern
 * @param readPreference the read preference
 * @param writeConcern the write concern
 * @param timeout the timeout
 */
public record Concerns(
        @Nullable ReadConcern readConcern,
        @Nullable ReadPreference readPreference,
        @Nullable WriteConcern writeConcern,
        @Nullable Duration timeout) {}
