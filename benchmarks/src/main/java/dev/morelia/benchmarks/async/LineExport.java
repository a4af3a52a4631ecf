package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.async.AsyncClient.End;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents as JSON lines while they are published. Loaded once, for all class loaders. Not thread-safe: a
 * document follows the other.
 *
 * @param <D> what the driver publishes
 */
public final class LineExport<D> {
    private final BufferedWriter out;
    private final Format<D> format;
    private final End end;

    private LineExport(BufferedWriter out, Format<D> format, End end) {
        this.out = out;
        this.format = format;
        this.end = end;
    }

    /** Writes a document as JSON. */
    public interface Format<D> {
        /** Writes it. */
        void write(D document, Writer out) throws IOException;
    }

    /** Starts to read the documents: passes each to the export, and the end. */
    public interface Source<D> {
        /** Starts. */
        void read(LineExport<D> export);
    }

    /** Starts to export into a new file. */
    public static <D> void start(Path file, Format<D> format, Source<D> source, End end) {
        try {
            source.read(new LineExport<>(Files.newBufferedWriter(file), format, end));
        } catch (IOException failure) {
            end.ended(failure);
        }
    }

    /** Writes a line. */
    public void write(D document) {
        try {
            format.write(document, out);
            out.write('\n');
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** No more documents follow. */
    public void ended(@Nullable Throwable failure) {
        try {
            out.close();
            end.ended(failure);
        } catch (IOException unclosed) {
            end.ended(failure == null ? unclosed : failure);
        }
    }
}
