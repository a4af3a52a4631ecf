package dev.morelia.internal.log;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;

/**
 * Formats documents and errors for logs: relaxed Extended JSON, truncated. Immutable.
 *
 * @param maximumChars the length at which text is truncated
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/logging/logging.md#configurable-max-document-length">Logging: max document length</a>
 */
public record DocumentText(int maximumChars) {
    /** System property with the maximum length. */
    public static final String LENGTH_PROPERTY = "dev.morelia.log.maxDocumentLength";

    /** Environment variable with the maximum length, common to all drivers; the property takes precedence. */
    public static final String LENGTH_VARIABLE = "MONGODB_LOG_MAX_DOCUMENT_LENGTH";

    private static final int DEFAULT_CHARS = 1000;

    /**
     * Returns the format with the length in the property or the environment variable; ignores values that are not
     * numbers.
     */
    public static DocumentText configured() {
        String variable = System.getenv(LENGTH_VARIABLE);
        String text = System.getProperty(LENGTH_PROPERTY, variable == null ? "" : variable);
        try {
            return new DocumentText(Math.max(0, Integer.parseInt(text.strip())));
        } catch (NumberFormatException absent) {
            return new DocumentText(DEFAULT_CHARS);
        }
    }

    public String of(RawDocument document) {
        try {
            return cut(ExtendedJson.write(document, JsonMode.RELAXED));
        } catch (BsonException malformed) {
            return "(" + document.length() + " bytes that are not a document)";
        }
    }

    public String of(Throwable failure) {
        return cut(failure.toString());
    }

    /** Never truncates within a character. */
    private String cut(String text) {
        if (text.length() <= maximumChars) {
            return text;
        }
        boolean splits = maximumChars > 0 && Character.isHighSurrogate(text.charAt(maximumChars - 1));
        int end = splits ? maximumChars - 1 : maximumChars;
        return text.substring(0, end) + "...";
    }
}
