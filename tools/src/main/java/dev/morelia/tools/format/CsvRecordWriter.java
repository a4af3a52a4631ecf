package dev.morelia.tools.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.bson.RawDocument;
import java.io.IOException;
import java.io.OutputStream;

/** CSV. */
final class CsvRecordWriter implements RecordWriter {
    private static final int KEPT_LENGTH = 1 << 20;

    private final CsvText csv;
    private StringBuilder text = new StringBuilder();

    CsvRecordWriter(CsvText csv) {
        this.csv = csv;
    }

    @Override
    public void add(RawDocument document) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        csv.append(text, document.toDocument());
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public long writeTo(OutputStream out) throws IOException {
        byte[] bytes = text.toString().getBytes(UTF_8);
        if (text.length() > KEPT_LENGTH) {
            text = new StringBuilder();
        }
        text.setLength(0);
        out.write(bytes);
        return bytes.length;
    }
}
