package dev.morelia.tools.transfer;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How far an import of a file came.
 *
 * @param collection the full name of the collection
 * @param size the size of the file in bytes
 * @param offset all records before this position are done
 * @param line the number of the line there
 * @param ids the ids of documents that have none
 */
record ImportState(String collection, long size, long offset, long line, SteadyIds ids) {
    /** The file beside the input that has the state. */
    static StateFile file(Path input) {
        return new StateFile(input.resolveSibling(input.getFileName() + ".import-state"));
    }

    /** The state of the last import of a file that was not completed; else that of a new one. */
    static ImportState of(Path input, String collection) throws IOException {
        long size = Files.size(input);
        StateFile file = file(input);
        Document saved = file.read();
        if (saved == null) {
            return new ImportState(collection, size, 0, 1, SteadyIds.create());
        }
        ImportState state = parsed(saved, file);
        if (!state.collection.equals(collection)) {
            throw file.unusable("it is of an import into " + state.collection);
        }
        if (state.size != size) {
            throw file.unusable("the file had " + state.size + " bytes then and has " + size + " now");
        }
        return state;
    }

    private static ImportState parsed(Document saved, StateFile file) {
        try {
            return new ImportState(
                    saved.string("collection"),
                    saved.int64("size"),
                    saved.int64("offset"),
                    saved.int64("line"),
                    new SteadyIds(saved.string("ids")));
        } catch (BsonException other) {
            throw file.unusable(other.getMessage());
        }
    }

    boolean isResumed() {
        return offset > 0;
    }

    ImportState at(long newOffset, long newLine) {
        return new ImportState(collection, size, newOffset, newLine, ids);
    }

    Document toDocument() {
        return Document.of("collection", collection, "size", size, "offset", offset, "line", line)
                .append("ids", ids.seed());
    }

    /** The state that must be saved before the first document is written, so that its ids are known. */
    static void save(@Nullable StateFile file, ImportState state) throws IOException {
        if (file != null) {
            file.write(state.toDocument());
        }
    }
}
