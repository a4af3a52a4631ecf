package dev.morelia.simulation.change;

/** Bugs that can be planted into a client, its servers or its watchers, to test the test. */
enum ChangeBug {
    NONE,
    /** A stream is resumed after the first event that it has received instead of the last. */
    RESUMED_AFTER_FIRST,
    /** A stream is resumed at the time of the last event, which is returned once more. */
    RESUMED_AT_LAST,
    /** The token of a batch counts as that of each of its events, also of those that are not returned yet. */
    TOKEN_OF_BATCH_TOO_EARLY,
    /** The token of a batch without events is ignored. */
    TOKEN_OF_EMPTY_BATCH_IGNORED,
    /** A stream that has no token yet is resumed where its server is by then. */
    START_TIME_NOT_SENT,
    /** A stream is resumed after an error that is not resumable. */
    FATAL_ERROR_RESUMED,
    /** The label {@code ResumableChangeStreamError} is ignored, or not added for an older server. */
    LABEL_IGNORED,
    /** A stream whose cursor the server does not have any more ends. */
    LOST_CURSOR_NOT_RESUMED,
    /** A stream that was to start after an event is resumed after it, also if that is the last of another stream. */
    START_AFTER_BECOMES_RESUME_AFTER,
    /** A stream is resumed although it has ended. */
    INVALIDATE_NOT_THE_END,
    /** Cursors are not closed on the server. */
    CURSORS_NOT_KILLED,
    /** After each piece of a reply, and for each command, the time limit begins anew. */
    DEADLINE_REFRESHED,
    /** Each stream has a session of its own, as if none were ever returned. */
    SESSIONS_NOT_RETURNED,
    /** The servers return changes that no majority has. */
    UNCOMMITTED_RETURNED
}
