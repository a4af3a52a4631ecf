package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.WriteArgument;
import dev.morelia.settings.Namespace;
import java.io.Serializable;
import java.util.List;

/**
 * One write of a bulk write. Immutable and thread-safe as far as the documents in it are not changed.
 *
 * @param <T> type of the documents of the collection
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#bulk-write-models">CRUD: bulk write models</a>
 */
public sealed interface WriteModel<T> extends Serializable {

    /**
     * This write with the collection that it is for, as {@code MongoClient.bulkWrite} takes it.
     *
     * @param namespace such as {@code people.namespace()}, or {@code Namespace.parse("app.people")}
     */
    default NamespacedWrite in(Namespace namespace) {
        return new NamespacedWrite(namespace, this);
    }

    /** Inserts one document. */
    static <T> WriteModel<T> insertOne(T document) {
        return new InsertOne<>(document);
    }

    /** Changes the first document that matches, by update operators. */
    static <T> WriteModel<T> updateOne(Document filter, Document update) {
        return new UpdateOne<>(filter, update, new UpdateOptions());
    }

    /** Changes the first document that matches, by update operators. */
    static <T> WriteModel<T> updateOne(Document filter, Document update, UpdateOptions options) {
        return new UpdateOne<>(filter, update, options);
    }

    /** Changes the first document that matches, by an aggregation pipeline. */
    static <T> WriteModel<T> updateOne(Document filter, List<Document> pipeline) {
        return new UpdateOne<>(filter, pipeline, new UpdateOptions());
    }

    /** Changes the first document that matches, by an aggregation pipeline. */
    static <T> WriteModel<T> updateOne(Document filter, List<Document> pipeline, UpdateOptions options) {
        return new UpdateOne<>(filter, pipeline, options);
    }

    /** Changes every document that matches, by update operators. */
    static <T> WriteModel<T> updateMany(Document filter, Document update) {
        return new UpdateMany<>(filter, update, new UpdateOptions());
    }

    /** Changes every document that matches, by update operators. */
    static <T> WriteModel<T> updateMany(Document filter, Document update, UpdateOptions options) {
        return new UpdateMany<>(filter, update, options);
    }

    /** Changes every document that matches, by an aggregation pipeline. */
    static <T> WriteModel<T> updateMany(Document filter, List<Document> pipeline) {
        return new UpdateMany<>(filter, pipeline, new UpdateOptions());
    }

    /** Changes every document that matches, by an aggregation pipeline. */
    static <T> WriteModel<T> updateMany(Document filter, List<Document> pipeline, UpdateOptions options) {
        return new UpdateMany<>(filter, pipeline, options);
    }

    /** Replaces the first document that matches. */
    static <T> WriteModel<T> replaceOne(Document filter, T replacement) {
        return new ReplaceOne<>(filter, replacement, new ReplaceOptions());
    }

    /** Replaces the first document that matches. */
    static <T> WriteModel<T> replaceOne(Document filter, T replacement, ReplaceOptions options) {
        return new ReplaceOne<>(filter, replacement, options);
    }

    /** Deletes the first document that matches. */
    static <T> WriteModel<T> deleteOne(Document filter) {
        return new DeleteOne<>(filter, new DeleteOptions());
    }

    /** Deletes the first document that matches. */
    static <T> WriteModel<T> deleteOne(Document filter, DeleteOptions options) {
        return new DeleteOne<>(filter, options);
    }

    /** Deletes every document that matches. */
    static <T> WriteModel<T> deleteMany(Document filter) {
        return new DeleteMany<>(filter, new DeleteOptions());
    }

    /** Deletes every document that matches. */
    static <T> WriteModel<T> deleteMany(Document filter, DeleteOptions options) {
        return new DeleteMany<>(filter, options);
    }

    /**
     * Inserts one document.
     *
     * @param document what to insert
     */
    record InsertOne<T>(T document) implements WriteModel<T> {
        /** Checks that the document is not null. */
        public InsertOne {
            Argument.notNull("document", document);
        }
    }

    /**
     * Changes the first document that matches.
     *
     * @param filter which document
     * @param update a {@link Document} of update operators, or a {@link List} of documents, the stages of a pipeline
     * @param options how
     */
    record UpdateOne<T>(Document filter, Object update, UpdateOptions options) implements WriteModel<T> {
        /** Checks that nothing is null and that the update is one. */
        public UpdateOne {
            Argument.notNull("filter", filter);
            update = checkedUpdate(update);
            Argument.notNull("options", options);
        }
    }

    /**
     * Changes every document that matches.
     *
     * @param filter which documents
     * @param update a {@link Document} of update operators, or a {@link List} of documents, the stages of a pipeline
     * @param options how
     */
    record UpdateMany<T>(Document filter, Object update, UpdateOptions options) implements WriteModel<T> {
        /** Checks that nothing is null and that the update is one. */
        public UpdateMany {
            Argument.notNull("filter", filter);
            update = checkedUpdate(update);
            Argument.notNull("options", options);
        }
    }

    /**
     * Replaces the first document that matches.
     *
     * @param filter which document
     * @param replacement what takes its place; keeps the {@code _id} of the old one where it has none
     * @param options how
     */
    record ReplaceOne<T>(Document filter, T replacement, ReplaceOptions options) implements WriteModel<T> {
        /** Checks that nothing is null and that the replacement is no update. */
        public ReplaceOne {
            Argument.notNull("filter", filter);
            Argument.notNull("replacement", replacement);
            if (replacement instanceof Document document) {
                WriteArgument.replacement(document);
            }
            Argument.notNull("options", options);
        }
    }

    /**
     * Deletes the first document that matches.
     *
     * @param filter which document
     * @param options how
     */
    record DeleteOne<T>(Document filter, DeleteOptions options) implements WriteModel<T> {
        /** Checks that nothing is null. */
        public DeleteOne {
            Argument.notNull("filter", filter);
            Argument.notNull("options", options);
        }
    }

    /**
     * Deletes every document that matches.
     *
     * @param filter which documents
     * @param options how
     */
    record DeleteMany<T>(Document filter, DeleteOptions options) implements WriteModel<T> {
        /** Checks that nothing is null. */
        public DeleteMany {
            Argument.notNull("filter", filter);
            Argument.notNull("options", options);
        }
    }

    private static Object checkedUpdate(Object update) {
        Argument.notNull("update", update);
        if (update instanceof Document document) {
            return WriteArgument.update(document);
        }
        if (update instanceof List<?> stages) {
            for (Object stage : stages) {
                if (!(stage instanceof Document)) {
                    throw Argument.rejected("update pipeline", stage, "must consist of Documents");
                }
            }
            return Argument.notEmpty("update pipeline", stages);
        }
        throw Argument.rejected("update", update, "must be a Document or a List of Documents");
    }
}
