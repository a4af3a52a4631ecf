package dev.morelia.examples.gridfsgallery;

import java.util.regex.Pattern;

/**
 * The part of a file that a {@code Range} header asks for.
 *
 * @param first its first byte
 * @param end the byte after its last one; the same as first if there is no such part
 * @param size the size of the whole file
 */
record ByteRange(long first, long end, long size) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** The whole file without a header, and for several ranges at once, as the standard allows. */
    static ByteRange of(String header, long size) {
        var range = SINGLE.matcher(header);
        if (!range.matches() || header.equals("bytes=-")) {
            return new ByteRange(0, size, size);
        }
        var from = range.group(1);
        var to = range.group(2);
        if (from.isEmpty()) {
            return new ByteRange(Math.max(0, size - Long.parseLong(to)), size, size);
        }
        long first = Math.min(Long.parseLong(from), size);
        long end = to.isEmpty() ? size : Math.min(Long.parseLong(to) + 1, size);
        return new ByteRange(first, Math.max(first, end), size);
    }

    /** Whether the file has no such part. */
    boolean isEmpty() {
        return length() == 0 && size > 0;
    }

    boolean isPart() {
        return length() < size;
    }

    long length() {
        return end - first;
    }

    /** The value of the header {@code Content-Range}. */
    String contentRange() {
        return "bytes " + first + "-" + (end - 1) + "/" + size;
    }
}
