package dev.morelia.spec.unified.cursor;

/** How a test of the async API iterates over its cursors. */
public enum Iteration {
    /** Subscriptions to documents and events, one at a time: the first demand opens the cursor. */
    ELEMENTS,
    /**
     * Change streams are subscriptions to their progress, whose elements are at most one request to the server each:
     * for tests that open a stream without asking for an event, or ask once.
     */
    PROGRESS,
    /** With the blocking API: for what no subscription does. */
    BLOCKING
}
