package dev.morelia.tools;

import java.io.IOException;

/**
 * Nobody reads the standard output any more, as in {@code morelia export ... - | head}: the command ends without a
 * message.
 */
final class OutputClosedException extends IOException {
    private static final long serialVersionUID = 1;

    OutputClosedException() {
        super("the standard output is closed");
    }
}
