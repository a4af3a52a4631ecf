package dev.morelia.simulation.cursor;

/** Bugs that can be planted into a client, its environment or its users, to test the test. */
enum ReadAheadBug {
    NONE,
    /** A batch that arrives long before the program needs it is dropped. */
    BATCH_DROPPED,
    /** A batch is given to the program twice. */
    BATCH_REPEATED,
    /** The failure of the batch ahead is told before the program has used up the present one. */
    ERROR_TOLD_EARLY,
    /** A failure looks like the end of the results. */
    ERROR_SWALLOWED,
    /** The batch after the next is requested, too. */
    TWO_AHEAD,
    /** A cursor that is closed early stays open on the server. */
    CURSOR_LEFT_OPEN,
    /** The connection of the batch ahead is returned only when the program needs the batch. */
    CONNECTION_KEPT,
    /** The session of a cursor is not returned. */
    SESSION_KEPT,
    /** A cursor that is closed while the next batch is on its way keeps its share of memory. */
    MEMORY_KEPT,
    /** The thread that has requested a batch does not end. */
    THREAD_LEFT,
    /** One signal in ten is lost. */
    SIGNALS_LOST
}
