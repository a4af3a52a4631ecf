package dev.morelia.tools.format;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.JsonBuffer;
import dev.morelia.bson.json.JsonMode;
import java.io.IOException;
import java.io.OutputStream;

/** Extended JSON. */
final class JsonRecordWriter implements RecordWriter {
    private final JsonBuffer json;
    private final String separator;

    JsonRecordWriter(JsonMode mode, String separator) {
        this.json = new JsonBuffer(mode);
        this.separator = separator;
    }

    @Override
    public void add(RawDocument document) {
        if (json.length() > 0) {
            json.append(separator);
        }
        json.append(document);
    }

    @Override
    public int length() {
        return json.length();
    }

    @Override
    public long writeTo(OutputStream out) throws IOException {
        long length = json.length();
        json.writeTo(out);
        return length;
    }
}
