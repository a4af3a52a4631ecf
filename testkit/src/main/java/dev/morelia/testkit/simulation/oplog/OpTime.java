package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Timestamp;
import java.util.Comparator;

/**
 * The position of an entry in the oplog: entries of a later election are newer, whatever their time.
 *
 * @param term the election of the primary that has written it
 * @param time its cluster time
 */
public record OpTime(long term, Timestamp time) implements Comparable<OpTime> {

    /** Before the first entry. */
    public static final OpTime NONE = new OpTime(0, new Timestamp(0, 0));

    private static final Comparator<OpTime> ORDER =
            Comparator.comparingLong(OpTime::term).thenComparing(OpTime::time);

    @Override
    public int compareTo(OpTime other) {
        return ORDER.compare(this, other);
    }
}
