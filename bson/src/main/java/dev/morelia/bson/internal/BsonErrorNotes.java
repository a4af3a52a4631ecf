package dev.morelia.bson.internal;

import dev.morelia.bson.BsonException;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a {@link BsonException} that the driver adds after it was thrown, because a codec does not know where
 * its document comes from. Applications on the module path have no access: the exception passes its notes only to
 * {@link #of}.
 *
 * <p>Modified only by the thread that throws the exception; other threads may read it.
 */
public final class BsonErrorNotes implements Serializable {
    private static final long serialVersionUID = 1L;

    private static volatile @Nullable Function<BsonException, BsonErrorNotes> provided;

    private volatile String path;
    private volatile @Nullable Object documentId;
    private volatile String collection = "";
    private volatile String done = "";

    /**
     * The notes of a new exception.
     *
     * @param path dotted path of the field from the outermost document; empty if unknown
     * @param documentId the outermost document's {@code _id}, or null
     */
    public BsonErrorNotes(String path, @Nullable Object documentId) {
        this.path = Argument.notNull("path", path);
        this.documentId = documentId;
    }

    /** Called once, by the static initializer of {@link BsonException}. */
    public static void provide(Function<BsonException, BsonErrorNotes> notes) {
        provided = notes;
    }

    /** The notes of an exception. */
    public static BsonErrorNotes of(BsonException failure) {
        return Objects.requireNonNull(provided).apply(failure);
    }

    /** A copy that can be serialized, whatever the {@code _id} is. */
    public BsonErrorNotes serializable() {
        var copy = new BsonErrorNotes(path, SerialForm.orText(documentId));
        copy.collection = collection;
        copy.done = done;
        return copy;
    }

    /** Dotted path of the field from the outermost document; empty if unknown. */
    public String path() {
        return path;
    }

    /** The outermost document's {@code _id}, or null. */
    public @Nullable Object documentId() {
        return documentId;
    }

    /** Full name of the document's collection; empty if unknown. */
    public String collection() {
        return collection;
    }

    /** What was done all the same; stands before the message. */
    public String done() {
        return done;
    }

    /**
     * The error is in a document that was read out of a larger one.
     *
     * @param pathInside path of the field from that document on; empty if unknown
     * @param id the document's {@code _id}, or null if it is unknown
     * @param namespace full name of the document's collection, such as {@code app.people}
     */
    public void inDocument(String pathInside, @Nullable Object id, String namespace) {
        path = pathInside;
        documentId = id;
        collection = namespace;
    }

    /**
     * Something was done all the same, and only the result of it cannot be read.
     *
     * @param told stands before the message
     */
    public void after(String told) {
        done = told;
    }
}
