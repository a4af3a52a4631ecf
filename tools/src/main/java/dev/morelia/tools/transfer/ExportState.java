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
 * @param uuid the identity of the collection; null if not known
 * @param documents how many documents the file has
 * @param bytes the size of their text
 * @param last the {@code _id} of the last of them, as a document with this field; null if there is none
 */
record ExportState(
        String plan,
        @Nullable String uuid,
        long documents,
        long bytes,
        @Nullable Document last) {
    /** The state of a new export. */
    static ExportState begin(String plan, @Nullable String uuid) {
        return new ExportState(plan, uuid, 0, 0, null);
    }

    /** The state after more documents. */
    ExportState after(long moreDocuments, long moreBytes, @Nullable Document newLast) {
        return new ExportState(plan, uuid, documents + moreDocuments, bytes + moreBytes, newLast);
    }

    /** The file beside the part of an export that has the state. */
    static StateFile file(Path part) {
        return new StateFile(part.resolveSibling(part.getFileName() + ".export-state"));
    }

    /** The state of the last export that was not completed; else that of a new one. */
    static ExportState of(Path part, String plan, CollectionIdentity source) throws IOException {
        StateFile file = file(part);
        Document saved = file.read();
        if (saved == null) {
            return begin(plan, source.uuid());
        }
        ExportState state;
        try {
            state = new ExportState(
                    saved.string("plan"),
                    saved.stringOrNull("uuid"),
                    saved.int64("documents"),
                    saved.int64("bytes"),
                    saved.documentOrNull("last"));
        } catch (BsonException other) {
            throw file.unusable(other.getMessage());
        }
        if (!state.plan.equals(plan)) {
            throw file.unusable("it is of another export: " + state.plan);
        }
        if (!source.mayBe(state.uuid)) {
            throw file.unusable(
                    "the collection is not the one that it is of: the servers are others, or it was dropped");
        }
        if (state.bytes > Files.size(part)) {
            throw file.unusable("the file beside it is shorter than it says");
        }
        return state;
    }

    Document toDocument() {
        return Document.of("plan", plan, "uuid", uuid, "documents", documents, "bytes", bytes)
                .append("last", last);
    }
}
