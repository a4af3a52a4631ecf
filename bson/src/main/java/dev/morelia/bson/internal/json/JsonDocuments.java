package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.json.JsonDialect;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of documents from a text: one after the other, or in one array. Finds the end of each document by counting
 * brackets, and leaves the rest to {@link JsonParser}, so that only one document is in memory. Not thread-safe.
 *
 * @param <D> the class of documents
 */
public final class JsonDocuments<D extends Map<String, @Nullable Object>> implements Iterator<D> {

    /** Enough for a document of 16 MB, the limit of servers, in its most verbose form. */
    private static final int MAX_DOCUMENT_LENGTH = 100_000_000;

    /** More than the parser's limit, so that the parser reports the error. */
    private static final int MAX_BRACKETS = 300;

    private static final int CHUNK_LENGTH = 1 << 13;
    private static final int MAX_KEPT_LENGTH = 1 << 20;
    private static final int END = -1;

    /** How many characters are needed to give advice about them. */
    private static final int MAX_ADVICE_LENGTH = 40;

    private final Reader reader;
    private final JsonDialect dialect;
    private final Supplier<D> documents;
    private final int maxDocumentLength;
    private final char[] chunk = new char[CHUNK_LENGTH];
    private int at;
    private int end;
    private StringBuilder text = new StringBuilder();

    /** Position of the next character. */
    private long line = 1;

    private long column = 1;

    private boolean started;
    private boolean inArray;
    private boolean done;
    private @Nullable D next;

    /**
     * Reads documents, each only when it is asked for.
     *
     * @param documents creates empty documents
     */
    public JsonDocuments(Reader reader, JsonDialect dialect, Supplier<D> documents) {
        this(reader, dialect, documents, MAX_DOCUMENT_LENGTH);
    }

    JsonDocuments(Reader reader, JsonDialect dialect, Supplier<D> documents, int maxDocumentLength) {
        this.reader = reader;
        this.dialect = dialect;
        this.documents = documents;
        this.maxDocumentLength = maxDocumentLength;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !done) {
            done = true; // unless there is another one, without an error
            if (findDocument()) {
                next = document();
                done = false;
            }
        }
        return next != null;
    }

    @Override
    public D next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        D document = next;
        next = null;
        return document;
    }

    /** Moves to the opening brace of the next document; returns false if there is none. */
    private boolean findDocument() {
        int c = afterBlanks();
        if (!started) {
            started = true;
            if (c == '\ufeff') {
                at++;
                c = afterBlanks();
            }
            if (c != '[') {
                return isDocument(c, "'{' of a document or '[' of an array of documents", "");
            }
            inArray = true;
            take();
            c = afterBlanks();
            return c == ']' ? endOfArray() : requireDocument(c);
        }
        if (!inArray) {
            return isDocument(
                    c, "'{' of the next document", "; between documents there may be white space and nothing else");
        }
        if (c == ',') {
            take();
            c = afterBlanks();
            return (c == ']' && dialect == JsonDialect.SHELL) ? endOfArray() : requireDocument(c);
        }
        if (c != ']') {
            throw unexpected(c, "',' or ']' after a document in an array");
        }
        return endOfArray();
    }

    private boolean isDocument(int c, String expected, String advice) {
        if (c != '{' && c != END) {
            throw unexpected(c, expected, advice);
        }
        return c == '{';
    }

    private boolean requireDocument(int c) {
        if (c != '{') {
            throw unexpected(c, "'{' of a document");
        }
        return true;
    }

    private boolean endOfArray() {
        take();
        int c = afterBlanks();
        if (c != END) {
            throw unexpected(c, "nothing more after the array");
        }
        return false;
    }

    private D document() {
        String json = documentText();
        D document = new JsonParser<>(json, dialect, documents, line, column).document();
        int lineStart = 0;
        for (int newLine = json.indexOf('\n'); newLine >= 0; newLine = json.indexOf('\n', lineStart)) {
            lineStart = newLine + 1;
            line++;
            column = 1;
        }
        column += json.codePointCount(lineStart, json.length());
        return document;
    }

    /** The text up to the bracket that closes the document, or up to where it is clear that there is none. */
    private String documentText() {
        var brackets = new Brackets(dialect == JsonDialect.SHELL, MAX_BRACKETS);
        do {
            int from = at;
            boolean complete = false;
            while (!complete && at < end) {
                complete = brackets.endWith(chunk[at++]);
            }
            text.append(chunk, from, at - from);
            if (text.length() > maxDocumentLength) {
                throw JsonProblems.at(
                        line,
                        column,
                        "the document that starts here is longer than " + maxDocumentLength
                                + " characters, more than a server stores: a closing quotation mark or bracket is"
                                + " missing, or the document must be divided");
            }
            if (complete) {
                break;
            }
        } while (fill());
        String json = text.toString();
        if (json.length() > MAX_KEPT_LENGTH) {
            text = new StringBuilder();
        }
        text.setLength(0);
        return json;
    }

    /** The next character that is not white space, without consuming it; {@link #END} if there is none. */
    private int afterBlanks() {
        while (at < end || fill()) {
            char c = chunk[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            take();
        }
        return END;
    }

    private void take() {
        column++;
        if (chunk[at++] == '\n') {
            line++;
            column = 1;
        }
    }

    private boolean fill() {
        try {
            int count;
            do {
                count = reader.read(chunk, 0, chunk.length);
            } while (count == 0);
            at = 0;
            end = Math.max(0, count);
            return count > 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read on at line " + line + " of the JSON text", e);
        }
    }

    private BsonException unexpected(int c, String expected) {
        return unexpected(c, expected, "");
    }

    /** With the caller's advice unless there is advice about the characters found. */
    private BsonException unexpected(int c, String expected, String advice) {
        byte[] found = new String(chunk, at, Math.min(MAX_ADVICE_LENGTH, end - at)).getBytes(UTF_8);
        String own = c == END ? "; the text is cut off" : JsonProblems.advice(found, 0, dialect == JsonDialect.SHELL);
        return JsonProblems.at(
                line,
                column,
                "expected " + expected + " but found " + (c == END ? "the end" : JsonProblems.found(found, 0))
                        + (own.isEmpty() ? advice : own));
    }
}
