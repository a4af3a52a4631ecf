package dev.morelia.bson.internal.json;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.json.JsonMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes encoded documents, one after the other, into one growing text: the frequent types straight from their bytes,
 * the others as the objects that {@link JsonWriter} knows. Recursive; the input limits the depth. Not thread-safe.
 */
public final class EncodedJson {
    private final JsonWriter writer;
    private final JsonOutput output;

    /** Creates an empty text. */
    public EncodedJson(JsonMode mode) {
        writer = new JsonWriter(mode, false);
        output = writer.output;
    }

    /** Appends the top-level document that an input is before; appends nothing if its bytes are not valid. */
    public void document(BsonInput input) {
        int before = output.length();
        boolean complete = false;
        try {
            fields(input);
            complete = true;
        } finally {
            if (!complete) {
                output.truncate(before);
            }
        }
    }

    /** Appends ASCII text as it is. */
    public void text(String ascii) {
        output.ascii(ascii);
    }

    /** The number of bytes. */
    public int length() {
        return output.length();
    }

    /** Writes all bytes to a stream, and starts again with an empty text. */
    public void writeTo(OutputStream stream) throws IOException {
        stream.write(output.bytes(), 0, output.length());
        output.truncate(0);
    }

    private void fields(BsonInput input) {
        input.startDocument();
        output.character('{');
        boolean first = true;
        for (BsonType type = input.next(); type != null; type = input.next()) {
            writer.separate(first, false);
            first = false;
            output.quoted(input.name());
            output.raw(JsonWriter.NAME_END);
            value(input, type);
        }
        input.endDocument();
        output.character('}');
    }

    private void elements(BsonInput input) {
        input.startArray();
        output.character('[');
        boolean first = true;
        for (BsonType type = input.next(); type != null; type = input.next()) {
            writer.separate(first, false);
            first = false;
            value(input, type);
        }
        input.endArray();
        output.character(']');
    }

    private void value(BsonInput input, BsonType type) {
        switch (type) {
            case STRING -> string(input);
            case INT32 -> writer.int32(input.int32());
            case INT64 -> writer.int64(input.int64());
            case DOUBLE -> writer.float64(input.float64());
            case DOCUMENT -> fields(input);
            case ARRAY -> elements(input);
            case OBJECT_ID -> writer.objectId(input.objectId());
            case DATE_TIME -> writer.dateTime(input.dateTime());
            case BOOLEAN -> output.raw(input.bool() ? JsonWriter.TRUE : JsonWriter.FALSE);
            case NULL -> {
                input.nullValue();
                output.raw(JsonWriter.NULL);
            }
            // Not as a UUID: its subtype remains as it is.
            case BINARY -> writer.value(input.binary());
            default -> writer.value(input.value());
        }
    }

    private void string(BsonInput input) {
        ByteBuffer utf8 = input.stringView();
        if (!output.quotedPlain(utf8)) {
            output.quoted(input.decoded(utf8));
        }
    }
}
