package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;

/**
 * A string of a deprecated BSON type, supported so that existing data can be read and written back unchanged.
 *
 * @param symbol the text
 */
public record Symbol(String symbol) implements Serializable {
    /** Checks that the text is not null. */
    public Symbol {
        Argument.notNull("symbol", symbol);
    }
}
