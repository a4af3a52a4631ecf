package dev.morelia.settings;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What must have happened before a write counts as done. A null component is not sent, so that the server's own
 * default applies to it. Immutable and thread-safe.
 *
 * @param w number of members as an {@link Integer}, or {@code "majority"} or another tag as a {@link String}
 * @param journal whether the write must be in the on-disk journal
 * @param wtimeout how long the server waits for {@code w}, in whole milliseconds; zero for no limit. Prefer {@link
 *     ClientSettings#timeout}, which replaces it
 * @param fsync deprecated by servers in favour of {@code journal}
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/read-write-concern/read-write-concern.md#write-concern">Read and Write Concern: write concern</a>
 */
public record WriteConcern(
        @Nullable Object w,
        @Nullable Boolean journal,
        @Nullable Duration wtimeout,
        @Nullable Boolean fsync) {
    /** Acknowledged as the server's default says (a majority, on current servers); nothing is sent. */
    public static final WriteConcern ACKNOWLEDGED = new WriteConcern(null, null, null, null);
    /** Fire and forget: the server does not answer, so no failure of a write is ever seen. */
    public static final WriteConcern UNACKNOWLEDGED = new WriteConcern(0, null, null, null);
    /** Acknowledged by a majority of the members that hold data. */
    public static final WriteConcern MAJORITY = new WriteConcern("majority", null, null, null);

    /**
     * A write concern.
     *
     * @throws IllegalArgumentException if {@code w} is neither a number from 0 on nor a text, if {@code wtimeout} is
     *     negative, or if {@code w} is 0 together with {@code journal} or {@code fsync}
     */
    public WriteConcern {
        if (w instanceof Integer number) {
            Argument.atLeast("w", number, 0);
        } else if (w instanceof String tag) {
            Argument.text("w", tag);
        } else if (w != null) {
            throw Argument.rejected("w", w, "must be an Integer or a String");
        }
        if (wtimeout != null) {
            wtimeout = Duration.ofMillis(Argument.milliseconds("wtimeout", wtimeout));
        }
        if (Integer.valueOf(0).equals(w) && (Boolean.TRUE.equals(journal) || Boolean.TRUE.equals(fsync))) {
            throw new IllegalArgumentException("w must not be 0 when journal or fsync is true: a write that is not"
                    + " acknowledged cannot be confirmed as journaled; use w=1 or more");
        }
    }

    /**
     * Acknowledged by this many members; 0 means not acknowledged at all.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public static WriteConcern of(int w) {
        return new WriteConcern(w, null, null, null);
    }

    /**
     * Acknowledged as the tag says: {@code "majority"} or a custom write concern of the replica set.
     *
     * @throws IllegalArgumentException if the tag is null or empty
     */
    public static WriteConcern of(String tag) {
        return new WriteConcern(Argument.notNull("tag", tag), null, null, null);
    }

    /**
     * Returns a copy with the given {@code journal}.
     *
     * @throws IllegalArgumentException if it is true and {@code w} is 0
     */
    public WriteConcern journal(boolean value) {
        return new WriteConcern(w, value, wtimeout, fsync);
    }

    /**
     * Returns a copy with the given {@code wtimeout}, rounded up to whole milliseconds; zero for no limit.
     *
     * @throws IllegalArgumentException if the duration is null or negative
     */
    public WriteConcern wtimeout(Duration value) {
        return new WriteConcern(w, journal, Argument.notNull("wtimeout", value), fsync);
    }

    /**
     * Returns a copy with the given {@code fsync}; prefer {@link #journal(boolean)}.
     *
     * @throws IllegalArgumentException if it is true and {@code w} is 0
     */
    public WriteConcern fsync(boolean value) {
        return new WriteConcern(w, journal, wtimeout, value);
    }

    /** Whether the server answers writes with this concern. */
    public boolean isAcknowledged() {
        return !Integer.valueOf(0).equals(w);
    }

    /** Whether every choice is left to the server, so that nothing is sent. */
    public boolean isServerDefault() {
        return w == null && journal == null && wtimeout == null && fsync == null;
    }

    /** The {@code writeConcern} field of a command; empty for the server's default. */
    public Document toDocument() {
        var document = new Document();
        if (w != null) {
            document.append("w", w);
        }
        if (wtimeout != null) {
            document.append("wtimeout", wtimeout.toMillis());
        }
        if (journal != null) {
            document.append("j", journal);
        }
        if (fsync != null) {
            document.append("fsync", fsync);
        }
        return document;
    }
}
