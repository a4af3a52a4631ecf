package dev.morelia.bson.internal;

import dev.morelia.bson.Document;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ways to create a {@link Document} for this module's decoders, not for its users: they neither check nor copy. The
 * class {@code Document} provides them when it is initialized.
 */
public abstract class DocumentAccess {
    private static volatile @Nullable DocumentAccess provided;

    /** For {@link Document}. */
    protected DocumentAccess() {}

    /** Called once, by the static initializer of {@link Document}. */
    public static void provide(DocumentAccess access) {
        provided = access;
    }

    /** A document that is decoded on first access to its fields. */
    public static Document of(EncodedFields encoded) {
        return Provided.ACCESS.decodedOnDemand(encoded);
    }

    /** A document of alternating keys and values, no key twice; the array becomes its own. */
    public static Document ofDistinct(@Nullable Object[] keysAndValues) {
        return Provided.ACCESS.distinct(keysAndValues);
    }

    /** A document of alternating keys and values, of a repeated key the last; the array becomes its own. */
    public static Document ofEntries(@Nullable Object[] keysAndValues) {
        return Provided.ACCESS.entries(keysAndValues);
    }

    /** Implements {@link #of}. */
    protected abstract Document decodedOnDemand(EncodedFields encoded);

    /** Implements {@link #ofDistinct}. */
    protected abstract Document distinct(@Nullable Object[] keysAndValues);

    /** Implements {@link #ofEntries}. */
    protected abstract Document entries(@Nullable Object[] keysAndValues);

    /** A constant, so that a call costs no more than that of a static method. */
    private static final class Provided {
        static final DocumentAccess ACCESS = access();

        private static DocumentAccess access() {
            var unused = new Document(); // initializes its class
            return Objects.requireNonNull(provided);
        }
    }
}
