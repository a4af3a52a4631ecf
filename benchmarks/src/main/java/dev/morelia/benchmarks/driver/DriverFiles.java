package dev.morelia.benchmarks.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the rows with files do with a driver. The methods for one file may run on several threads at once. */
interface DriverFiles {
    /** As in the official driver's own version of the benchmark. */
    int BATCH = 1000;

    /** Inserts the documents of a file of JSON lines, unordered. */
    void importLines(Path file) throws IOException;

    /** Writes the documents whose ids are at least {@code from} and less than {@code to} as JSON lines. */
    void exportLines(int from, int to, Path file) throws IOException;

    /** Drops the bucket and stores a file of one byte, which creates the indexes. */
    void resetBucket() throws IOException;

    /** Stores a file in the bucket and returns its id. */
    Object upload(InputStream content) throws IOException;

    /** Reads a file of the bucket. */
    void download(Object id, OutputStream destination) throws IOException;

    /** Inserts the documents of a file in batches. */
    static <D> void inBatches(Path file, Function<String, D> parse, Consumer<List<D>> insert) throws IOException {
        try (var lines = Files.newBufferedReader(file)) {
            List<D> batch = new ArrayList<>(BATCH);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                batch.add(parse.apply(line));
                if (batch.size() == BATCH) {
                    insert.accept(batch);
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                insert.accept(batch);
            }
        }
    }
}
