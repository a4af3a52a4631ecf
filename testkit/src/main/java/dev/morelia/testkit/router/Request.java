package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpQuery;
import dev.morelia.internal.wire.WireException;

/** A message from a client, raw and decoded, without its document sequences. */
public final class Request {
    private static final int FLAGS_HIGH_BYTE = MessageHeader.BYTES + 2;
    private static final int EXHAUST_IN_HIGH_BYTE = OpMsg.EXHAUST_ALLOWED >> 16;

    private final byte[] message;
    private final int flags;
    public final int requestId;
    public final RawDocument body;
    public final String name;
    /** Only the first hello may be an OP_QUERY. */
    public final boolean legacy;

    private Request(byte[] message, int requestId, int flags, RawDocument body, boolean legacy) {
        this.message = message;
        this.requestId = requestId;
        this.flags = flags;
        this.body = body;
        this.legacy = legacy;
        this.name = firstName(body);
    }

    public static Request decode(byte[] message) {
        var header = MessageHeader.decode(message, 0, MessageHeader.MAXIMUM_MESSAGE_BYTES);
        int payload = message.length - MessageHeader.BYTES;
        return switch (header.opCode()) {
            case OpCode.MSG -> {
                var decoded = OpMsg.decode(message, MessageHeader.BYTES, payload);
                yield new Request(message, header.requestId(), decoded.flags(), decoded.body(), false);
            }
            case OpCode.QUERY -> {
                var decoded = OpQuery.decode(message, MessageHeader.BYTES, payload);
                yield new Request(message, header.requestId(), 0, decoded.query(), true);
            }
            default -> throw new WireException("unexpected operation code " + header.opCode());
        };
    }

    private static String firstName(RawDocument body) {
        var input = body.input();
        input.startDocument();
        if (input.next() == null) {
            throw new WireException("empty command");
        }
        return input.name();
    }

    public boolean expectsReply() {
        return (flags & OpMsg.MORE_TO_COME) == 0;
    }

    public boolean exhaustAllowed() {
        return (flags & OpMsg.EXHAUST_ALLOWED) != 0;
    }

    public boolean isHello() {
        return switch (name) {
            case "hello", "isMaster", "ismaster" -> true;
            default -> false;
        };
    }

    boolean endsTransaction() {
        return name.equals("commitTransaction") || name.equals("abortTransaction");
    }

    public boolean inTransaction() {
        return body.has("autocommit");
    }

    boolean isRetryableWrite() {
        return body.has("txnNumber") && !inTransaction();
    }

    /** Whether it may be sent to a secondary and retried. */
    boolean isRead() {
        return switch (name) {
            case "find",
                    "count",
                    "distinct",
                    "listCollections",
                    "listDatabases",
                    "listIndexes",
                    "dbStats",
                    "collStats" -> true;
            case "aggregate" ->
                body.toDocument().list("pipeline", Document.class).stream()
                        .noneMatch(stage -> stage.containsKey("$out") || stage.containsKey("$merge"));
            case "ping", "explain", "serverStatus", "validate" -> true;
            default -> false;
        };
    }

    /** The message for a member, without exhaustAllowed: a router streams only hello replies. */
    byte[] forMember() {
        if (exhaustAllowed()) {
            message[FLAGS_HIGH_BYTE] &= ~EXHAUST_IN_HIGH_BYTE;
        }
        return message;
    }
}
