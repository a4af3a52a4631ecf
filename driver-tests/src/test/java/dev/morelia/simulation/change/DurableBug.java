package dev.morelia.simulation.change;

import org.jspecify.annotations.Nullable;

/** Bugs that can be planted into the processes with durable consumers, to test the test. */
enum DurableBug {
    NONE,
    /** A consumer acquires the lease although another one has it. */
    LEASE_ALWAYS_FREE,
    /** The lease is stored with a quarter of its time. */
    LEASE_STORED_TOO_SHORT,
    /** A consumer has the lease when the primary alone has stored it. */
    LEASE_NOT_OF_MAJORITY(Trouble.ISOLATION),
    /** The time of the lease is counted from the reply instead of the request. */
    TERM_FROM_REPLY(Trouble.LATE_REPLY),
    /** Events are handed out until the consumer hears that another one is active. */
    HANDED_OUT_AFTER_TERM(Trouble.FREEZE),
    /** The lease is not renewed, but counts as renewed. */
    RENEWAL_SKIPPED,
    /** The lease is not released. */
    RELEASE_FORGOTTEN,
    /** Each lease of a name has the same fencing number. */
    FENCING_NOT_INCREASED,
    /** A position is saved although another consumer has the lease. */
    SAVE_NOT_FENCED(Trouble.FREEZE),
    /** A position is saved when the primary alone has stored it. */
    SAVE_NOT_OF_MAJORITY(Trouble.ISOLATION),
    /** Saving counts as done, but is not. */
    SAVE_SKIPPED,
    /** What is saved is how far the server has searched, also while events are pending. */
    SEARCHED_WHILE_PENDING,
    /** The position moves past an event before that is handled. */
    ACKNOWLEDGED_BEFORE_HANDLED,
    /** A consumer does not go on at the position, but begins with what happens from then on. */
    POSITION_IGNORED,
    /** Any failure to open the stream counts as lost history. */
    FAILURE_TAKEN_FOR_LOSS(Trouble.KILL);

    /** What happens to a process. */
    enum Trouble {
        /** It stands still for about the time of a lease. */
        FREEZE,
        /** The same, after a late reply to a renewal. */
        LATE_REPLY,
        /** It is killed while a primary that is none any more still replies. */
        ISOLATION,
        /** It is killed, and the next attempt to open a stream may fail. */
        KILL
    }

    private final @Nullable Trouble trouble;

    DurableBug() {
        this(null);
    }

    DurableBug(@Nullable Trouble trouble) {
        this.trouble = trouble;
    }

    /** What is most likely to show the bug, so that histories with it have nothing else; null for all kinds. */
    @Nullable
    Trouble trouble() {
        return trouble;
    }
}
