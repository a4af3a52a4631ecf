package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JavaScript source with its variables. Deprecated in BSON; supported so that existing data can be read and written
 * back unchanged.
 *
 * @param code the source
 * @param scope the variables by name; a {@link Document} if it was read; not copied
 */
public record CodeWithScope(String code, Map<String, ? extends @Nullable Object> scope) implements Serializable {
    /** Checks that neither component is null. */
    // Not compact: for a compact constructor, the compiler loses the annotation of the type argument.
    public CodeWithScope(String code, Map<String, ? extends @Nullable Object> scope) {
        this.code = Argument.notNull("code", code);
        this.scope = Argument.notNull("scope", scope);
    }
}
