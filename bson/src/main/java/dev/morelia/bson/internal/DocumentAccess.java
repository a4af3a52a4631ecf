package dev.morelia.bson.internal;

import dev.morelia.bson.Document;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Creates {@link Document}s for this module's decoders, without checks or copies. The implementation is set by the
 * static initializer of {@code Document}.
 */
public abstract class DocumentAccess {
    private static volatile @Nullable DocumentAccess provided;

    /** For {@link Document}. */
    protected DocumentAccess() {}

    /** Sets the implementation. Called once, by the static initializer of {@link Document}. */
    public static void provide(DocumentAccess access) {
        provided = access;
    }

    /** A document that is decoded on first access to its fields. */
    public static Document of(EncodedFields encoded) {
        return Provided.ACCESS.decodedOnDemand(encoded);
    }

    /** A document of alternating keys and values without duplicate keys; takes ownership of the array. */
    public static Document ofDistinct(@Nullable Object[] keysAndValues) {
        return Provided.ACCESS.distinct(keysAndValues);
    }

    /** Implements {@link #of}. */
    protected abstract Document decodedOnDemand(EncodedFields encoded);

    /** Implements {@link #ofDistinct}. */
    protected abstract Document distinct(@Nullable Object[] keysAndValues);

    /** A constant, so that a call costs no more than a static one. */
    private static final class Provided {
        static final DocumentAccess ACCESS = access();

        private static DocumentAccess access() {
            var unused = new Document(); // initializes its class
            return Objects.requireNonNull(provided);
        }
    }
}
