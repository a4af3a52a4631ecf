package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;

/**
 * JavaScript source, distinguished from a string by its BSON type.
 *
 * @param code the source
 */
public record Code(String code) implements Serializable {
    /** Checks that the source is not null. */
    public Code {
        Argument.notNull("code", code);
    }
}
