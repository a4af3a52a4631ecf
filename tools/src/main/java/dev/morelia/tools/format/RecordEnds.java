package dev.morelia.tools.format;

/** Knows where the records of a format end. */
public interface RecordEnds {
    /** One record a line. */
    RecordEnds LINES = (bytes, from, to) -> {
        int at = to;
        while (at > from && bytes[at - 1] != '\n') {
            at--;
        }
        return at;
    };

    /**
     * The end of the last whole record.
     *
     * @param from where a record begins
     * @param to the end of the bytes
     * @return the index after it; {@code from} if there is none
     */
    int lastEnd(byte[] bytes, int from, int to);
}
