package dev.morelia.result;

/** Guards what only an acknowledged write can tell. */
final class Acknowledgement {
    private Acknowledgement() {}

    static void require(boolean acknowledged, String what) {
        if (!acknowledged) {
            throw new IllegalStateException(what + " is not known: the write was not acknowledged (write concern w: 0)."
                    + " Check acknowledged() first, or write with an acknowledged write concern.");
        }
    }
}
