package dev.morelia.bson;

import org.jspecify.annotations.Nullable;

/**
 * BSON or JSON that cannot be read, a value that cannot be written, or a field that is not what the caller asked for.
 *
 * <p>It is the only exception that bad bytes can raise. It tells the path of the field, the BSON type that was met and
 * the {@code _id} of the outermost document, each where it is known.
 */
public final class BsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 200;

    private final String path;
    private final @Nullable BsonType type;
    private final transient @Nullable Object documentId;

    /**
     * An error of which only the problem is known.
     *
     * @param problem what is wrong
     */
    public BsonException(String problem) {
        this(problem, "", null, null, null);
    }

    /**
     * An error of which only the problem and its cause are known.
     *
     * @param problem what is wrong
     * @param cause the exception behind it, or null
     */
    public BsonException(String problem, @Nullable Throwable cause) {
        this(problem, "", null, null, cause);
    }

    /**
     * An error at a field.
     *
     * @param problem what is wrong
     * @param path dotted path of the field from the outermost document, array positions as numbers; empty if unknown
     * @param type the BSON type met there, or null
     * @param documentId the outermost document's {@code _id}, or null
     * @param cause the exception behind it, or null
     */
    public BsonException(
            String problem,
            String path,
            @Nullable BsonType type,
            @Nullable Object documentId,
            @Nullable Throwable cause) {
        super(message(problem, path, type, documentId), cause);
        this.path = path;
        this.type = type;
        this.documentId = documentId;
    }

    /**
     * Dotted path of the field from the outermost document, array positions as numbers: {@code items.3.price}.
     *
     * @return the path; empty if the error belongs to no field
     */
    public String path() {
        return path;
    }

    /**
     * The BSON type met at {@link #path()}.
     *
     * @return the type, or null if unknown
     */
    public @Nullable BsonType type() {
        return type;
    }

    /**
     * The {@code _id} of the outermost document, in the Java type a {@link Document} would hold.
     *
     * @return the {@code _id}, or null if it is unknown
     */
    public @Nullable Object documentId() {
        return documentId;
    }

    private static String message(String problem, String path, @Nullable BsonType type, @Nullable Object documentId) {
        var text = new StringBuilder(problem);
        if (!path.isEmpty()) {
            text.append(", at field '").append(shortened(path)).append('\'');
            if (type != null) {
                text.append(" of BSON type ").append(type);
            }
        }
        if (documentId != null) {
            text.append(", in the document with _id ").append(shortened(documentId.toString()));
        }
        return text.toString();
    }

    /** Names and ids may be of any length; a message is read by people. */
    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN
                ? text
                : text.substring(0, MAX_SHOWN / 2) + "..." + text.substring(text.length() - MAX_SHOWN / 2);
    }
}
