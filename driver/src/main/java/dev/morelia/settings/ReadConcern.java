package dev.morelia.settings;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * How consistent and how durable the data must be that a read returns. Immutable and thread-safe.
 *
 * @param level the level sent to the server, or null to send none and leave the choice to the server
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/read-write-concern/read-write-concern.md#read-concern">Read and Write Concern: read concern</a>
 */
public record ReadConcern(@Nullable String level) {
    /** The server's default; nothing is sent. */
    public static final ReadConcern DEFAULT = new ReadConcern(null);
    /** Data of the asked node, without regard to whether a majority has it. */
    public static final ReadConcern LOCAL = new ReadConcern("local");
    /** As {@link #LOCAL}, and on a sharded cluster orphaned documents may be returned. */
    public static final ReadConcern AVAILABLE = new ReadConcern("available");
    /** Data that a majority has acknowledged, so that it cannot be rolled back. */
    public static final ReadConcern MAJORITY = new ReadConcern("majority");
    /** All successful writes that a majority acknowledged before the read began. */
    public static final ReadConcern LINEARIZABLE = new ReadConcern("linearizable");
    /** Data of one point in time, for transactions and snapshot sessions. */
    public static final ReadConcern SNAPSHOT = new ReadConcern("snapshot");

    /**
     * A read concern. Levels unknown to this driver are sent as they are.
     *
     * @throws IllegalArgumentException if the level is empty
     */
    public ReadConcern {
        if (level != null) {
            Argument.text("level", level);
        }
    }

    /**
     * The read concern of a level.
     *
     * @throws IllegalArgumentException if the level is null or empty
     */
    public static ReadConcern of(String level) {
        return new ReadConcern(Argument.notNull("level", level));
    }

    /** Whether this leaves the choice to the server, so that nothing is sent. */
    public boolean isServerDefault() {
        return level == null;
    }

    /** The {@code readConcern} field of a command; empty for the server's default. */
    public Document toDocument() {
        return level == null ? new Document() : new Document("level", level);
    }
}
