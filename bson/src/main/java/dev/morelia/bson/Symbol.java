package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;

/**
 * A deprecated BSON type like a string: read and written back unchanged, of no use in new data.
 *
 * @param symbol the text
 */
public record Symbol(String symbol) implements Serializable {
    /** Checks that there is a text. */
    public Symbol {
        Argument.notNull("symbol", symbol);
    }
}
