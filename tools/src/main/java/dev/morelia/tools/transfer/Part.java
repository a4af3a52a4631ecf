package dev.morelia.tools.transfer;

/** A part of an input that is still to be read. Used by one thread, not necessarily the one that created it. */
interface Part {
    /** Reads its documents. */
    Batch read();

    /** The size of its text. */
    long bytes();
}
