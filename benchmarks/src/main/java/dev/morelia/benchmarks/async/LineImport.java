package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.async.AsyncClient.End;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Inserts the documents of a file of JSON lines in batches, each when the one before is inserted, as large as those of
 * the blocking rows. Loaded once, for all class loaders. Not thread-safe: a batch follows the other.
 *
 * @param <D> what the driver inserts
 */
public final class LineImport<D> {
    private static final int BATCH = 1000;

    private final BufferedReader lines;
    private final Function<String, D> parse;
    private final BiConsumer<List<D>, End> insert;
    private final End end;

    private LineImport(BufferedReader lines, Function<String, D> parse, BiConsumer<List<D>, End> insert, End end) {
        this.lines = lines;
        this.parse = parse;
        this.insert = insert;
        this.end = end;
    }

    /** Starts to import a file. */
    public static <D> void start(Path file, Function<String, D> parse, BiConsumer<List<D>, End> insert, End end) {
        try {
            new LineImport<>(Files.newBufferedReader(file), parse, insert, end).next(null);
        } catch (IOException failure) {
            end.ended(failure);
        }
    }

    private void next(@Nullable Throwable failure) {
        if (failure != null) {
            close(failure);
            return;
        }
        try {
            List<D> batch = new ArrayList<>(BATCH);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                batch.add(parse.apply(line));
                if (batch.size() == BATCH) {
                    break;
                }
            }
            if (batch.isEmpty()) {
                close(null);
            } else {
                insert.accept(batch, this::next);
            }
        } catch (IOException unreadable) {
            close(unreadable);
        }
    }

    private void close(@Nullable Throwable failure) {
        try {
            lines.close();
            end.ended(failure);
        } catch (IOException unclosed) {
            end.ended(failure == null ? unclosed : failure);
        }
    }
}
