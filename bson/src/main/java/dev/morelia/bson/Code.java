package dev.morelia.bson;

import java.util.Objects;

/**
 * JavaScript source, kept apart from a string by its BSON type.
 *
 * @param code the source
 */
public record Code(String code) {
    /** Checks that there is a source. */
    public Code {
        Objects.requireNonNull(code, "code");
    }
}
