package dev.morelia.tools.transfer;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an import of a file came.
 *
 * @param collection the full name of the collection
 * @param uuid the identity of the collection; null if not known
 * @param plan what decides on the documents
 * @param size the size of the file in bytes
 * @param ids the ids of documents that have none
 * @param reached all records before this are done
 */
record ImportState(String collection, @Nullable String uuid, String plan, long size, SteadyIds ids, Reached reached) {
    /**
     * A place in the file.
     *
     * @param offset the position in bytes
     * @param line the number of the line there
     * @param rejections what was rejected before it
     */
    record Reached(long offset, long line, Rejections rejections) {}

    /** The file beside the input that has the state. */
    static StateFile file(Path input) {
        return new StateFile(input.resolveSibling(input.getFileName() + ".import-state"));
    }

    /**
     * The state of the last import of a file that was not completed; else that of a new one.
     *
     * @param target the collection
     */
    static ImportState of(Path input, String collection, String plan, CollectionIdentity target) throws IOException {
        long size = Files.size(input);
        StateFile file = file(input);
        Document saved = file.read();
        if (saved == null) {
            var start = new Reached(0, 1, Rejections.NONE);
            return new ImportState(collection, target.uuid(), plan, size, SteadyIds.create(), start);
        }
        ImportState state = parsed(saved, file);
        if (!state.collection.equals(collection)) {
            throw file.unusable("it is of an import into " + state.collection);
        }
        if (!state.plan.equals(plan)) {
            throw file.unusable("it is of an import with other options: " + state.plan);
        }
        if (state.size != size) {
            throw file.unusable("the file had " + state.size + " bytes then and has " + size + " now");
        }
        if (state.isResumed() && !target.mayBe(state.uuid)) {
            throw file.unusable(
                    "the collection is not the one that it is of: the servers are others, or it was dropped");
        }
        return state;
    }

    private static ImportState parsed(Document saved, StateFile file) {
        try {
            List<Document> rejected = saved.listOrNull("rejected", Document.class);
            var rejections = Rejections.of(saved.int64("rejectedCount", 0), rejected == null ? List.of() : rejected);
            return new ImportState(
                    saved.string("collection"),
                    saved.stringOrNull("uuid"),
                    saved.string("plan"),
                    saved.int64("size"),
                    new SteadyIds(saved.string("ids")),
                    new Reached(saved.int64("offset"), saved.int64("line"), rejections));
        } catch (BsonException other) {
            throw file.unusable(other.getMessage());
        }
    }

    boolean isResumed() {
        return reached.offset > 0;
    }

    /** The state after one more part of the file. */
    ImportState after(Reached part) {
        var rejections = reached.rejections.plus(part.rejections);
        return new ImportState(collection, uuid, plan, size, ids, new Reached(part.offset, part.line, rejections));
    }

    /** The state with the identity of a collection that did not exist at first. */
    ImportState of(CollectionIdentity target) {
        return new ImportState(collection, target.uuid(), plan, size, ids, reached);
    }

    Document toDocument() {
        return Document.of("collection", collection, "uuid", uuid, "plan", plan, "size", size)
                .append("offset", reached.offset)
                .append("line", reached.line)
                .append("rejectedCount", reached.rejections.count())
                .append("rejected", reached.rejections.toDocuments())
                .append("ids", ids.seed());
    }

    /** The state that must be saved before the first document is written, so that its ids are known. */
    static void save(StateFile file, ImportState state) throws IOException {
        file.write(state.toDocument());
    }
}
