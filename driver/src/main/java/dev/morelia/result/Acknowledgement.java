package dev.morelia.result;

/** Guards the results that only acknowledged writes have. */
final class Acknowledgement {
    private Acknowledgement() {}

    /** A result of which nothing is known but these ids, if they are. */
    static String unacknowledged(Class<?> type, String known) {
        return type.getSimpleName() + "[unacknowledged" + (known.isEmpty() ? "" : ", " + known) + "]";
    }

    static void require(boolean acknowledged, String what) {
        if (!acknowledged) {
            throw new IllegalStateException(what + " is not known: the write was not acknowledged (write concern w: 0)."
                    + " Check acknowledged() first, or write with an acknowledged write concern.");
        }
    }
}
