package dev.morelia.bson;

import java.util.Objects;

/**
 * JavaScript source with its variables. Deprecated in the specification: read and written back unchanged.
 *
 * @param code the source
 * @param scope the variables; not copied
 */
public record CodeWithScope(String code, Document scope) {
    /** Checks that both parts are there. */
    public CodeWithScope {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(scope, "scope");
    }
}
