package dev.morelia.benchmarks.bson;

import dev.morelia.benchmarks.harness.Row;
import dev.morelia.benchmarks.harness.SpecificationData;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The tasks of {@code bench bson} on one document. */
enum BsonTask {
    ENCODE,
    DECODE,
    RAW_FIELD,
    RECORD_ENCODE,
    RECORD_DECODE,
    JSON_WRITE,
    JSON_READ;

    /** Runs a task once with a library; the result is returned so that no work can be optimized away. */
    interface Operation {
        Object run();
    }

    /** A BSON library. */
    interface Library {
        /**
         * Prepares a task.
         *
         * @param json the document as Extended JSON
         */
        Operation operation(BsonTask task, String json);
    }

    /**
     * A task with one of the specification's documents.
     *
     * @param document {@code flat}, {@code deep} or {@code full}; {@code model} for the record
     */
    record Row(String document, BsonTask task) {
        static List<Row> all() {
            var tasks = List.of(ENCODE, DECODE, JSON_WRITE, JSON_READ);
            var documents = tasks.stream()
                    .flatMap(task -> Stream.of("flat", "deep", "full").map(document -> new Row(document, task)));
            var others = Stream.of(
                    new Row("flat", RAW_FIELD), new Row("model", RECORD_ENCODE), new Row("model", RECORD_DECODE));
            return Stream.concat(documents, others).toList();
        }

        static Row named(String name) {
            return all().stream()
                    .filter(row -> row.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        String name() {
            return document + " " + task.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        String json(SpecificationData data) throws IOException {
            return document.equals("model") ? data.flatModel() : data.extendedBson(document);
        }
    }
}
