package dev.morelia.bson;

import java.util.Objects;

/**
 * A deprecated BSON type like a string: read and written back unchanged, of no use in new data.
 *
 * @param symbol the text
 */
public record Symbol(String symbol) {
    /** Checks that there is a text. */
    public Symbol {
        Objects.requireNonNull(symbol, "symbol");
    }
}
