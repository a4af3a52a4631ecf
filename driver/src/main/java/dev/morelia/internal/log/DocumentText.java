package dev.morelia.internal.log;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;

/**
 * Documents and errors as logs show them: relaxed Extended JSON, cut to a length. Immutable.
 *
 * @param mostChars the length from which on the rest is left out
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/logging/logging.md#configurable-max-document-length">Logging: max document length</a>
 */
public record DocumentText(int mostChars) {
    /** System property with the length to show. */
    public static final String LENGTH_PROPERTY = "dev.morelia.log.maxDocumentLength";

    /** Environment variable with the length to show, which all drivers know; the property goes before it. */
    public static final String LENGTH_VARIABLE = "MONGODB_LOG_MAX_DOCUMENT_LENGTH";

    private static final int DEFAULT_CHARS = 1000;

    /** As property and environment have it; what is no number there does not count. */
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
            return "(" + document.length() + " bytes that are no document)";
        }
    }

    public String of(Throwable failure) {
        return cut(failure.toString());
    }

    /** Never cuts a character in two. */
    private String cut(String text) {
        if (text.length() <= mostChars) {
            return text;
        }
        int end = mostChars > 0 && Character.isHighSurrogate(text.charAt(mostChars - 1)) ? mostChars - 1 : mostChars;
        return text.substring(0, end) + "...";
    }
}
