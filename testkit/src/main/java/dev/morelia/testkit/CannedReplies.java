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

/** Answers encoded beforehand, found by the first bytes of a command. Immutable, but for the copies it hands out. */
record CannedReplies(List<CannedReplies.Entry> entries) {

    static final CannedReplies NONE = new CannedReplies(List.of());

    /** Header, flags, kind of section, length of the document, type of its first element: then its name follows. */
    private static final int NAME_AT = MessageHeader.BYTES + OpMsg.BEFORE_BODY_BYTES + 4 + 1;

    private static final int RESPONSE_TO_AT = 8;

    /** Name with its final NUL, and the message that answers. */
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
            output.raw(RawDocument.encode(reply));
            MessageHeader.end(output, start);
            entries.add(new Entry((name + '\0').getBytes(StandardCharsets.UTF_8), output.toByteArray()));
        });
        return new CannedReplies(entries);
    }

    /** Messages of its own for one connection, which {@link #answering} then changes. */
    CannedReplies copy() {
        return new CannedReplies(entries.stream()
                .map(each -> new Entry(each.name, each.message.clone()))
                .toList());
    }

    /** The answer to the request whose first bytes these are, or null. */
    byte @Nullable [] answering(byte[] request, int offset, int length) {
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
