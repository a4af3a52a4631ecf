package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;

/**
 * JavaScript source with its variables. Deprecated in BSON; supported so that existing data can be read and written
 * back unchanged.
 *
 * @param code the source
 * @param scope the variables; not copied
 */
public record CodeWithScope(String code, Document scope) implements Serializable {
    /** Checks that neither component is null. */
    public CodeWithScope {
        Argument.notNull("code", code);
        Argument.notNull("scope", scope);
    }
}
