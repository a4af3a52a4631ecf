package dev.morelia.tools.transfer;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How far an export came.
 *
 * @param plan what is exported, and how
 * @param documents how many documents the file has
 * @param bytes the size of their text
 * @param last the {@code _id} of the last of them, as a document with this field; null if there is none
 */
record ExportState(
        String plan, long documents, long bytes, @Nullable Document last) {
    /** The file beside the part of an export that has the state. */
    static StateFile file(Path part) {
        return new StateFile(part.resolveSibling(part.getFileName() + ".export-state"));
    }

    /** The state of the last export that was not completed; else that of a new one. */
    static ExportState of(Path part, String plan) throws IOException {
        StateFile file = file(part);
        Document saved = file.read();
        if (saved == null || !Files.exists(part)) {
            return new ExportState(plan, 0, 0, null);
        }
        ExportState state;
        try {
            state = new ExportState(
                    saved.string("plan"), saved.int64("documents"), saved.int64("bytes"), saved.documentOrNull("last"));
        } catch (BsonException other) {
            throw file.unusable(other.getMessage());
        }
        if (!state.plan.equals(plan)) {
            throw file.unusable("it is of another export: " + state.plan);
        }
        if (state.bytes > Files.size(part)) {
            throw file.unusable("the file beside it is shorter than it says");
        }
        return state;
    }

    Document toDocument() {
        return Document.of("plan", plan, "documents", documents, "bytes", bytes).append("last", last);
    }
}
