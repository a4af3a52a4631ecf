package dev.morelia.internal.wire;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * A command or its reply, without the header.
 *
 * <p>Messages are encoded directly into a {@link BsonOutput}: {@link #begin}, the body document, any number of {@link
 * #beginSequence}, documents, {@link #endSequence}, and finally {@link MessageHeader#end}.
 *
 * @param flags the flag bits; a checksum is skipped
 * @param body the document of the only section of kind 0
 * @param sequences the sections of kind 1
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md">OP_MSG</a>
 */
public record OpMsg(int flags, RawDocument body, List<Sequence> sequences) {

    /** A CRC-32C checksum of four bytes follows the sections. */
    public static final int CHECKSUM_PRESENT = 1;

    /** Another message follows without a request; on a request: the sender expects no reply. */
    public static final int MORE_TO_COME = 1 << 1;

    /** On a request: the sender accepts replies with {@link #MORE_TO_COME}. */
    public static final int EXHAUST_ALLOWED = 1 << 16;

    /** A reader must reject a message with an unknown flag among the lower 16 and ignore the upper ones. */
    private static final int REQUIRED = 0xFFFF;

    private static final int UNKNOWN_REQUIRED = REQUIRED & ~(CHECKSUM_PRESENT | MORE_TO_COME);

    private static final int CHECKSUM_BYTES = 4;

    /** Flags and section kind: what precedes the document of a message that has only a body. */
    public static final int BEFORE_BODY_BYTES = 5;

    /**
     * A section of kind 1: documents that belong to the body as an array.
     *
     * @param identifier the name of that array
     * @param documents its elements
     */
    public record Sequence(String identifier, List<RawDocument> documents) {

        /** Copies the list. */
        public Sequence {
            documents = List.copyOf(documents);
        }
    }

    /** Copies the list. */
    public OpMsg {
        sequences = List.copyOf(sequences);
    }

    /**
     * Encodes everything before the body document.
     *
     * @return the position of the message, for {@link MessageHeader#end}
     */
    public static int begin(BsonOutput output, int requestId, int responseTo, int flags) {
        int start = MessageHeader.begin(output, requestId, responseTo, OpCode.MSG);
        output.writeInt32(flags & ~CHECKSUM_PRESENT);
        output.writeByte(0);
        return start;
    }

    /**
     * Encodes everything before the first document of a sequence.
     *
     * @return the position of the sequence, for {@link #endSequence}
     */
    public static int beginSequence(BsonOutput output, String identifier) {
        output.writeByte(1);
        int start = output.position();
        output.writeInt32(0);
        output.writeCString(identifier);
        return start;
    }

    /** Completes the sequence that {@link #beginSequence} started. */
    public static void endSequence(BsonOutput output, int start) {
        output.setInt32(start, output.position() - start);
    }

    /** Encodes a whole message with a header. */
    public void encode(BsonOutput output, int requestId, int responseTo) {
        int start = begin(output, requestId, responseTo, flags);
        output.document(body);
        for (var sequence : sequences) {
            int sequenceStart = beginSequence(output, sequence.identifier);
            sequence.documents.forEach(output::document);
            endSequence(output, sequenceStart);
        }
        MessageHeader.end(output, start);
    }

    /**
     * Checks whether a message has the usual form: one body, no flag that matters to the reader.
     *
     * @param bytes contains the message's first {@link #BEFORE_BODY_BYTES} and four more, if it has that many
     * @param offset the index of the message's flags
     * @param length the length of the message after the header
     * @return the length of the body document, which fills the message to its end; -1 if the message has any other
     *     form, valid or not
     */
    public static int lengthOfOnlyBody(byte[] bytes, int offset, int length) {
        int expected = length - BEFORE_BODY_BYTES;
        boolean usual = expected >= MessageReader.MINIMUM_DOCUMENT_BYTES
                && (LittleEndian.int32(bytes, offset) & REQUIRED) == 0
                && bytes[offset + 4] == 0
                && LittleEndian.int32(bytes, offset + BEFORE_BODY_BYTES) == expected;
        return usual ? expected : -1;
    }

    /**
     * Decodes a message. The documents are views of the given bytes.
     *
     * @param offset the index of the flags, after the header
     * @param length the length of the message after the header
     * @throws WireException if the bytes are not a valid OP_MSG
     */
    public static OpMsg decode(byte[] bytes, int offset, int length) {
        var reader = new MessageReader(bytes, offset, length);
        int flags = reader.int32("flags");
        if ((flags & UNKNOWN_REQUIRED) != 0) {
            throw new WireException("OP_MSG has unknown required flags 0x" + Integer.toHexString(flags & 0xFFFF));
        }
        if ((flags & CHECKSUM_PRESENT) != 0) {
            reader.dropLast(CHECKSUM_BYTES, "checksum");
        }
        RawDocument body = null;
        List<Sequence> sequences = new ArrayList<>(1);
        while (reader.hasMore()) {
            int kind = reader.unsignedByte("section kind");
            if (kind == 1) {
                sequences.add(sequence(reader));
            } else if (kind == 0 && body == null) {
                body = reader.document("body");
            } else {
                throw new WireException(
                        kind == 0 ? "OP_MSG has two body sections" : "OP_MSG has a section of unknown kind " + kind);
            }
        }
        if (body == null) {
            throw new WireException("OP_MSG has no body section");
        }
        return new OpMsg(flags, body, sequences);
    }

    private static Sequence sequence(MessageReader reader) {
        var section = reader.section("document sequence");
        String identifier = section.cString("identifier of a document sequence");
        List<RawDocument> documents = new ArrayList<>();
        while (section.hasMore()) {
            documents.add(section.document("document of sequence " + identifier));
        }
        return new Sequence(identifier, documents);
    }

    /**
     * Returns the body with each sequence as an array at its end, like the same command without sequences.
     *
     * @throws WireException if the body has a field with a sequence's name, or a sequence is repeated
     */
    public RawDocument folded() {
        if (sequences.isEmpty()) {
            return body;
        }
        var output = new BsonOutput(body.length() + 64);
        output.startDocument();
        byte[] elements = body.toByteArray();
        output.writeBytes(elements, 4, elements.length - 5);
        var seen = new ArrayList<String>();
        for (var sequence : sequences) {
            if (seen.contains(sequence.identifier) || has(sequence.identifier)) {
                throw new WireException("field " + sequence.identifier + " occurs twice in an OP_MSG");
            }
            seen.add(sequence.identifier);
            output.name(sequence.identifier).startArray();
            int index = 0;
            for (var document : sequence.documents) {
                output.index(index++).document(document);
            }
            output.endArray();
        }
        return RawDocument.of(output.endDocument().toByteArray());
    }

    private boolean has(String name) {
        try {
            return body.has(name);
        } catch (BsonException e) {
            throw new WireException("the body of an OP_MSG is not a valid document", e);
        }
    }

    /** Whether another reply will follow. */
    public boolean moreToCome() {
        return (flags & MORE_TO_COME) != 0;
    }
}
