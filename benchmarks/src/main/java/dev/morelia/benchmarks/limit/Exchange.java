package dev.morelia.benchmarks.limit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A recorded request and its reply, as sent on the wire. Fields are found and patched by byte patterns: the limit must
 * not encode or decode anything.
 */
public final class Exchange {
    /** The first element: after 16 bytes of header, 4 of flags, 1 of section kind, and 4 of length. */
    private static final int FIRST_ELEMENT = 16 + 4 + 1 + 4;

    /** Of a getMore: after {@code \x12getMore\0}. */
    private static final int GET_MORE_CURSOR_ID = FIRST_ELEMENT + 1 + "getMore".length() + 1;

    private static final int REQUEST_ID = 4;

    private final byte[] request;
    private final byte[] reply;

    Exchange(byte[] request, byte[] reply) {
        this.request = request;
        this.reply = reply;
    }

    /** The bytes of the request, with all patches so far. */
    byte[] request() {
        return request;
    }

    byte[] reply() {
        return reply;
    }

    boolean isGetMore() {
        return begins(request, pattern(0x12, "getMore"));
    }

    /** Whether a request is a bulk write of a client, which is sent to the database {@code admin}. */
    static boolean isBulkWrite(byte[] request) {
        return begins(request, pattern(0x10, "bulkWrite"));
    }

    private static boolean begins(byte[] request, byte[] pattern) {
        int end = FIRST_ELEMENT + pattern.length;
        return request.length >= end && Arrays.equals(request, FIRST_ELEMENT, end, pattern, 0, pattern.length);
    }

    /**
     * The position in this reply of the cursor id of a getMore, or a negative number if this did not open the cursor:
     * the documents may have an {@code id}, too.
     */
    int cursorIdInReply(Exchange getMore) {
        byte[] name = pattern(0x12, "id");
        byte[] element = Arrays.copyOf(name, name.length + Long.BYTES);
        System.arraycopy(getMore.request, GET_MORE_CURSOR_ID, element, name.length, Long.BYTES);
        int at = indexOf(reply, element);
        return at < 0 ? at : at + name.length;
    }

    /** The position of an ObjectId named {@code _id} in the request. */
    public int objectIdInRequest() {
        return after(request, pattern(0x07, "_id"));
    }

    /** The position of a 32-bit integer named {@code _id} in the request. */
    public int int32IdInRequest() {
        return after(request, pattern(0x10, "_id"));
    }

    void patchRequestId(int requestId) {
        patchInt32(REQUEST_ID, requestId);
    }

    /** Writes a 32-bit integer into the request. */
    public void patchInt32(int offset, int value) {
        ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    }

    /** Copies a cursor id from the bytes of a reply into this getMore. */
    void patchCursorId(byte[] source, int offset) {
        System.arraycopy(source, offset, request, GET_MORE_CURSOR_ID, Long.BYTES);
    }

    /** Whether a request names this database. */
    static boolean names(byte[] request, String database) {
        byte[] text = database.getBytes(StandardCharsets.US_ASCII);
        byte[] name = pattern(0x02, "$db");
        var pattern = ByteBuffer.allocate(name.length + 4 + text.length + 1).order(ByteOrder.LITTLE_ENDIAN);
        pattern.put(name).putInt(text.length + 1).put(text).put((byte) 0);
        return indexOf(request, pattern.array()) >= 0;
    }

    private static int after(byte[] bytes, byte[] pattern) {
        int at = indexOf(bytes, pattern);
        if (at < 0) {
            throw new IllegalStateException("the recorded message has no element "
                    + new String(pattern, 1, pattern.length - 2, StandardCharsets.US_ASCII) + " of the expected type");
        }
        return at + pattern.length;
    }

    private static byte[] pattern(int type, String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] pattern = new byte[text.length + 2];
        pattern[0] = (byte) type;
        System.arraycopy(text, 0, pattern, 1, text.length);
        return pattern;
    }

    private static int indexOf(byte[] bytes, byte[] pattern) {
        for (int start = 0; start <= bytes.length - pattern.length; start++) {
            int matched = 0;
            while (matched < pattern.length && bytes[start + matched] == pattern[matched]) {
                matched++;
            }
            if (matched == pattern.length) {
                return start;
            }
        }
        return -1;
    }
}
