package dev.morelia.testkit;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replies that are encoded in advance and looked up by the first bytes of a command. Immutable, except for the copies
 * that it returns.
 */
record CannedReplies(List<CannedReplies.Entry> entries) {

    static final CannedReplies NONE = new CannedReplies(List.of());

    /**
     * The size of header, flags, section kind, document length and the type of the first element, whose name follows.
     */
    private static final int NAME_AT = MessageHeader.BYTES + OpMsg.BEFORE_BODY_BYTES + 4 + 1;

    private static final int RESPONSE_TO_AT = 8;

    /** A command name with its terminating NUL, and the reply message. */
    static final class Entry {
        private final byte[] name;
        private final byte[] message;

        Entry(byte[] name, byte[] message) {
            this.name = name;
            this.message = message;
        }
    }

    static CannedReplies of(Map<String, Document> replies) {
        var entries = new ArrayList<Entry>();
        replies.forEach((name, reply) -> {
            var output = new BsonOutput();
            int start = OpMsg.begin(output, 1, 0, 0);
            output.document(RawDocument.encode(reply));
            MessageHeader.end(output, start);
            entries.add(new Entry((name + '\0').getBytes(StandardCharsets.UTF_8), output.toByteArray()));
        });
        return new CannedReplies(entries);
    }

    /** A copy for one connection, whose messages {@link #replyTo} modifies. */
    CannedReplies copy() {
        return new CannedReplies(entries.stream()
                .map(each -> new Entry(each.name, each.message.clone()))
                .toList());
    }

    /** The reply to the request that starts with these bytes, or null. */
    byte @Nullable [] replyTo(byte[] request, int offset, int length) {
        int at = offset + NAME_AT;
        for (var entry : entries) {
            int end = at + entry.name.length;
            if (end <= offset + length && Arrays.equals(request, at, end, entry.name, 0, entry.name.length)) {
                System.arraycopy(request, offset + 4, entry.message, RESPONSE_TO_AT, 4);
                return entry.message;
            }
        }
        return null;
    }
}
