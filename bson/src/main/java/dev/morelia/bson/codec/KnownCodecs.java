package dev.morelia.bson.codec;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The codecs that a registry has built for one class, and for the parameterized types stored with it. Thread-safe: a
 * codec may be built twice if threads race.
 */
final class KnownCodecs {
    volatile @Nullable Codec<?> codec;
    volatile @Nullable Codec<?> documentCodec;

    /** Writes values of exactly this class wherever they occur. */
    volatile @Nullable Codec<?> encoder;

    final ConcurrentHashMap<ResolvedType, Codec<?>> byType = new ConcurrentHashMap<>(2);
    final ConcurrentHashMap<ResolvedType, Codec<?>> documentsByType = new ConcurrentHashMap<>(2);
}
