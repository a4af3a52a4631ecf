package dev.morelia.tools.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.tools.format.ExportFormat;
import dev.morelia.tools.format.RecordWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Appends the text of documents to a stream, and saves how far it came. For one thread at a time. */
final class ExportOutput {
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OutputStream out;
    private final ExportFormat format;
    private final @Nullable StateFile file;
    private ExportState state;
    private long savedNanos = System.nanoTime();

    /**
     * Continues an export.
     *
     * @param out appends to what the state tells of
     * @param file where the state is saved; null for nowhere
     */
    ExportOutput(OutputStream out, ExportFormat format, ExportState state, @Nullable StateFile file) {
        this.out = out;
        this.format = format;
        this.state = state;
        this.file = file;
    }

    ExportState state() {
        return state;
    }

    void begin() throws IOException {
        if (state.bytes() == 0) {
            long bytes = text(format.beginning());
            state = state.after(0, bytes, null);
            save();
        }
    }

    /**
     * Appends documents.
     *
     * @param text their text, which is removed from there
     * @param documents how many they are
     * @param last the last of them
     * @return the number of bytes
     */
    long append(RecordWriter text, long documents, RawDocument last) throws IOException {
        long bytes = state.documents() > 0 ? text(format.separator()) : 0;
        bytes += text.writeTo(out);
        Document id = file == null ? null : new Document("_id", last.valueOrNull("_id"));
        state = state.after(documents, bytes, id);
        if (file != null && System.nanoTime() - savedNanos > SAVE_NANOS) {
            save();
        }
        return bytes;
    }

    void end() throws IOException {
        text(format.end(state.documents() > 0));
        out.flush();
    }

    private long text(String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.write(bytes);
        return bytes.length;
    }

    /** What the state tells of must have been written before it is saved. */
    void save() throws IOException {
        if (file != null) {
            out.flush();
            file.write(state.toDocument());
            savedNanos = System.nanoTime();
        }
    }
}
