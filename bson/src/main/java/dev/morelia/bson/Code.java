package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;

/**
 * JavaScript source, kept apart from a string by its BSON type.
 *
 * @param code the source
 */
public record Code(String code) implements Serializable {
    /** Checks that there is a source. */
    public Code {
        Argument.notNull("code", code);
    }
}
