package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.protocol.ErrorCode;
import java.util.Comparator;
import java.util.Locale;

/**
 * A resume token: a position in the history that a majority has, in whose order the tokens are, as numbers and as text.
 *
 * @param time the cluster time of an entry
 * @param index which of the entry's changes, from 1; 0 for before all of them, {@link #ALL} for after them
 * @param isInvalidate whether this is the end of a stream after the event of the change
 */
record ChangeToken(Timestamp time, int index, boolean isInvalidate) implements Comparable<ChangeToken> {

    static final int ALL = 0xffff;

    /** Real tokens begin like this, too. */
    private static final String PREFIX = "82";

    private static final int LENGTH = PREFIX.length() + 8 + 8 + 4 + 1;
    private static final int HEX = 16;
    private static final Comparator<ChangeToken> ORDER = Comparator.comparing(ChangeToken::time)
            .thenComparingInt(ChangeToken::index)
            .thenComparing(ChangeToken::isInvalidate);

    /** After all that has happened up to a time, whether it was watched or not. */
    static ChangeToken highWaterMark(Timestamp time) {
        return new ChangeToken(time, ALL, false);
    }

    /** Before all that has happened at a time. */
    static ChangeToken before(Timestamp time) {
        return new ChangeToken(time, 0, false);
    }

    /** The token of this form. */
    static ChangeToken of(Document token) {
        if (!(token.get("_data") instanceof String data) || data.length() != LENGTH || !data.startsWith(PREFIX)) {
            throw new RejectedCommand(ErrorCode.FAILED_TO_PARSE, "bad resume token " + token);
        }
        int seconds = Integer.parseUnsignedInt(data.substring(2, 10), HEX);
        int increment = Integer.parseUnsignedInt(data.substring(10, 18), HEX);
        int index = Integer.parseInt(data.substring(18, 22), HEX);
        return new ChangeToken(new Timestamp(seconds, increment), index, data.endsWith("1"));
    }

    /** Whether an event has it. */
    boolean isOfEvent() {
        return index != 0 && index != ALL;
    }

    Document toDocument() {
        String data = String.format(
                Locale.ROOT, "%s%08x%08x%04x%d", PREFIX, time.seconds(), time.increment(), index, isInvalidate ? 1 : 0);
        return Document.of("_data", data);
    }

    @Override
    public int compareTo(ChangeToken other) {
        return ORDER.compare(this, other);
    }
}
