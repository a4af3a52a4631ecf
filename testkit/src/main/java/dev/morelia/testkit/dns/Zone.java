package dev.morelia.testkit.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** The records of a {@link DnsServer}. Names are absolute, without a dot at the end. Thread-safe. */
public final class Zone {
    static final int MAXIMUM_UDP = 512;
    static final int SERVER_FAILURE = 2;
    static final int REFUSED = 5;

    private static final int NO_SUCH_NAME = 3;
    private static final int CNAME = 5;
    private static final int TXT = 16;
    private static final int SRV = 33;
    private static final int HEADER = 12;
    private static final int TIME_TO_LIVE_SECONDS = 86_400;
    /** A response with authority, recursion desired and available. */
    private static final int RESPONSE = 0x8580;

    private static final int TRUNCATED = 0x0200;
    private static final int REFERENCE = 0xC000;
    private static final int START_OF_QUESTION = REFERENCE | HEADER;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(String name, int type, byte[] data) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    Zone() {}

    /**
     * Adds an SRV record.
     *
     * @param name the name, such as {@code _mongodb._tcp.cluster.example.org}
     * @param port the port
     * @param target the host; empty for the root, which means that there is no such service
     */
    public Zone srv(String name, int port, String target) {
        byte[] host = encoded(target);
        var data = ByteBuffer.allocate(6 + host.length);
        data.putShort((short) 0).putShort((short) 5).putShort((short) port).put(host);
        return add(name, SRV, data.array());
    }

    /**
     * Adds a TXT record.
     *
     * @param name the name
     * @param strings the strings of the record, each of at most 255 characters
     */
    public Zone txt(String name, String... strings) {
        var data = new ByteArrayOutputStream();
        for (String string : strings) {
            byte[] bytes = string.getBytes(StandardCharsets.ISO_8859_1);
            data.write(bytes.length);
            data.writeBytes(bytes);
        }
        return add(name, TXT, data.toByteArray());
    }

    /** Adds a CNAME record. */
    public Zone cname(String name, String target) {
        return add(name, CNAME, encoded(target));
    }

    /** Removes all records of a name. */
    public Zone remove(String name) {
        entries.removeIf(entry -> entry.name.equals(name.toLowerCase(Locale.ROOT)));
        return this;
    }

    private Zone add(String name, int type, byte[] data) {
        entries.add(new Entry(name.toLowerCase(Locale.ROOT), type, data));
        return this;
    }

    private static byte[] encoded(String name) {
        var bytes = new ByteArrayOutputStream();
        for (String label : name.isEmpty() ? new String[0] : name.split("\\.")) {
            byte[] text = label.getBytes(StandardCharsets.ISO_8859_1);
            bytes.write(text.length);
            bytes.writeBytes(text);
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    /** The answer to a query; without records and marked as truncated if it would be longer than the maximum. */
    byte[] answer(byte[] query, int maximum) {
        String name = name(query);
        int type = ByteBuffer.wrap(query).getShort(endOfName(query));
        var found = new ArrayList<Entry>();
        boolean exists = false;
        for (Entry each : entries) {
            exists |= each.name.equals(name) || each.name.endsWith("." + name);
            if (each.name.equals(name) && (each.type == type || each.type == CNAME)) {
                found.add(each);
            }
        }
        byte[] answer = response(query, exists ? 0 : NO_SUCH_NAME, found);
        return answer.length <= maximum ? answer : response(query, TRUNCATED, List.of());
    }

    /** Like {@link #answer} without a maximum, but the name of the first record is a reference to itself. */
    byte[] loopingAnswer(byte[] query) {
        byte[] answer = answer(query, Integer.MAX_VALUE);
        int firstRecord = endOfName(query) + 4;
        ByteBuffer.wrap(answer).putShort(firstRecord, (short) (REFERENCE | firstRecord));
        return answer;
    }

    static byte[] failure(byte[] query, int code) {
        return response(query, code, List.of());
    }

    private static byte[] response(byte[] query, int flags, List<Entry> found) {
        int end = endOfName(query) + 4;
        int length = end;
        for (Entry each : found) {
            length += HEADER + each.data.length;
        }
        var response = ByteBuffer.allocate(length);
        response.put(query, 0, 2).putShort((short) (RESPONSE | flags));
        response.putShort((short) 1).putShort((short) found.size()).putInt(0);
        response.put(query, HEADER, end - HEADER);
        for (Entry each : found) {
            response.putShort((short) START_OF_QUESTION).putShort((short) each.type);
            response.putShort((short) 1).putInt(TIME_TO_LIVE_SECONDS);
            response.putShort((short) each.data.length).put(each.data);
        }
        return response.array();
    }

    private static String name(byte[] query) {
        var labels = new ArrayList<String>();
        for (int at = HEADER; query[at] != 0; at += query[at] + 1) {
            labels.add(new String(query, at + 1, query[at], StandardCharsets.ISO_8859_1));
        }
        return String.join(".", labels).toLowerCase(Locale.ROOT);
    }

    private static int endOfName(byte[] query) {
        int at = HEADER;
        while (query[at] != 0) {
            at += query[at] + 1;
        }
        return at + 1;
    }
}
