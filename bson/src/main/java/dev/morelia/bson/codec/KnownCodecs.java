package dev.morelia.bson.codec;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The codecs that a registry has made for one class, and for the types with parameters that are kept with it. Safe for
 * use by many threads: a codec may be built twice if threads race.
 */
final class KnownCodecs {
    volatile @Nullable Codec<?> codec;
    volatile @Nullable Codec<?> documentCodec;

    /** Writes values of this very class wherever they stand. */
    volatile @Nullable Codec<?> encoder;

    final ConcurrentHashMap<ResolvedType, Codec<?>> byType = new ConcurrentHashMap<>(2);
    final ConcurrentHashMap<ResolvedType, Codec<?>> documentsByType = new ConcurrentHashMap<>(2);
}
