package dev.morelia.bson;

import dev.morelia.bson.internal.BsonErrorNotes;
import dev.morelia.bson.internal.SerialForm;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown for BSON or JSON that cannot be read, a value that cannot be written, or a field of another type than the
 * caller asked for.
 *
 * <p>Invalid bytes cause no other exception. It carries the path of the field, the BSON type found there and the {@code
 * _id} of the outermost document, each if known.
 */
public final class BsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 200;

    static {
        BsonErrorNotes.provide(exception -> exception.notes);
    }

    private final @Nullable BsonType type;
    private final BsonErrorNotes notes;

    /**
     * An error without a position.
     *
     * @param problem what is wrong
     */
    public BsonException(String problem) {
        this(problem, "", null, null, null);
    }

    /**
     * An error with a cause and without a position.
     *
     * @param problem what is wrong
     * @param cause the cause, or null
     */
    public BsonException(String problem, @Nullable Throwable cause) {
        this(problem, "", null, null, cause);
    }

    /**
     * An error at a field.
     *
     * @param problem what is wrong
     * @param path dotted path of the field from the outermost document, array positions as numbers; empty if unknown
     * @param type the BSON type found there, or null
     * @param documentId the outermost document's {@code _id}, or null
     * @param cause the cause, or null
     */
    public BsonException(
            String problem,
            String path,
            @Nullable BsonType type,
            @Nullable Object documentId,
            @Nullable Throwable cause) {
        super(problem, cause);
        this.type = type;
        this.notes = new BsonErrorNotes(path, documentId);
    }

    /** The same, but for a cause or an {@code _id} that cannot be serialized. */
    private BsonException(BsonException original) {
        super(original.problem(), SerialForm.orRecord(original.getCause(), BsonException.class));
        type = original.type;
        notes = original.notes.serializable();
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            addSuppressed(SerialForm.orRecord(suppressed, BsonException.class));
        }
    }

    private @Nullable String problem() {
        return super.getMessage();
    }

    /**
     * Dotted path of the field from the outermost document, array positions as numbers: {@code items.3.price}.
     *
     * @return the path; empty if the error belongs to no field
     */
    public String path() {
        return notes.path();
    }

    /**
     * The BSON type found at {@link #path()}.
     *
     * @return the type, or null if unknown
     */
    public @Nullable BsonType type() {
        return type;
    }

    /**
     * The {@code _id} of the outermost document, in the Java type a {@link Document} would hold; an {@code _id} that is
     * itself a document may be any map.
     *
     * @return the {@code _id}, or null if it is unknown
     */
    public @Nullable Object documentId() {
        return notes.documentId();
    }

    /**
     * The problem with the field, document and collection it occurred in, as far as they are known. Shows nothing of
     * the document but its {@code _id}, shortened if it is long.
     */
    @Override
    public String getMessage() {
        var text = new StringBuilder(notes.done()).append(super.getMessage());
        String field = notes.path();
        if (!field.isEmpty()) {
            text.append(", at field '").append(shortened(field)).append('\'');
        }
        String document = document();
        if (!document.isEmpty()) {
            text.append(field.isEmpty() ? ", in " : " of ").append(document);
        }
        if (!field.isEmpty() && type != null) {
            text.append(" (BSON type ").append(type).append(')');
        }
        return text.toString();
    }

    /** Replaces a cause or an {@code _id} that is not serializable, so that serialization does not fail. */
    @Serial
    private Object writeReplace() {
        return new BsonException(this);
    }

    private String document() {
        Object id = notes.documentId();
        String where = notes.collection().isEmpty() ? "" : " of " + notes.collection();
        if (id == null) {
            return where.isEmpty() ? "" : "a document" + where;
        }
        return "the document with _id " + shortened(String.valueOf(id)) + where;
    }

    /** Names and ids may be of any length; keep the message readable. */
    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN
                ? text
                : text.substring(0, MAX_SHOWN / 2) + "..." + text.substring(text.length() - MAX_SHOWN / 2);
    }
}
