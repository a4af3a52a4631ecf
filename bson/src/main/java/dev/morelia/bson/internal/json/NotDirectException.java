package dev.morelia.bson.internal.json;

import java.io.Serial;

/** Ends {@link JsonToBson} where it meets something that it leaves to the parser. Never leaves this package. */
final class NotDirectException extends RuntimeException {
    static final NotDirectException INSTANCE = new NotDirectException();

    @Serial
    private static final long serialVersionUID = 1L;

    private NotDirectException() {
        super(null, null, false, false);
    }
}
