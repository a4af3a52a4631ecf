package dev.morelia.bson.internal.json;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.io.BsonLimits;
import dev.morelia.bson.json.JsonDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds documents from the tokens of a JSON text. Recursive, with a limit on the depth; never reads a token twice,
 * except the first string of a possible legacy form.
 *
 * @param <D> the class of documents, which is built on this package: not known here
 */
public final class JsonParser<D extends Map<String, @Nullable Object>> {

    private static final int MAX_DEPTH = BsonLimits.DEFAULT.maxDepthRead();
    /**
     * A type wrapper represents one value and is not a level of its own; the deepest one contains one other wrapper.
     */
    private static final int WRAPPER_DEPTH = 2;

    private final JsonScanner scanner;
    private final FieldPath path;
    private final Supplier<D> documents;
    private final TypeWrappers wrappers;
    /** Null in the dialects without shell syntax. */
    private final @Nullable ShellForms shell;

    /**
     * Creates a parser for a whole text.
     *
     * @param documents creates empty documents
     */
    public JsonParser(String json, JsonDialect dialect, Supplier<D> documents) {
        this(new JsonScanner(json, dialect == JsonDialect.SHELL), dialect, documents);
    }

    /** Creates a parser for a part of a text that begins at the given line and column. */
    JsonParser(String json, JsonDialect dialect, Supplier<D> documents, long firstLine, long firstColumn) {
        this(new JsonScanner(json, dialect == JsonDialect.SHELL, firstLine, firstColumn), dialect, documents);
    }

    private JsonParser(JsonScanner scanner, JsonDialect dialect, Supplier<D> documents) {
        this.scanner = scanner;
        this.documents = documents;
        path = scanner.path();
        wrappers = new TypeWrappers(this, scanner, dialect);
        shell = dialect == JsonDialect.SHELL ? new ShellForms(this, scanner) : null;
    }

    /** Parses the whole text as one document, which is never a type wrapper itself. */
    public D document() {
        if (scanner.peek() != '{') {
            throw scanner.unexpected(
                    "'{' of a document",
                    scanner.peek() == '['
                            ? "; ExtendedJson.documents reads an array of documents, and parseValue any value"
                            : "");
        }
        enter();
        D document = fields(scanner.takeIf('}') ? null : scanner.name(), false);
        path.leave();
        requireEnd();
        return document;
    }

    /** Parses the whole text as one value. */
    public @Nullable Object anyValue() {
        Object value = value();
        requireEnd();
        return value;
    }

    private void requireEnd() {
        if (scanner.peek() != JsonScanner.END) {
            throw scanner.unexpected(
                    "nothing more after the value",
                    scanner.peek() == '{' ? "; ExtendedJson.documents reads several documents" : "");
        }
    }

    @Nullable
    Object value() {
        int c = scanner.peek();
        return switch (c) {
            case '"' -> scanner.string();
            case '{' -> object();
            case '[' -> array();
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> scanner.number();
            case '-' -> shell == null ? scanner.number() : shell.negative();
            default -> shell == null ? word(c) : shell.value(c);
        };
    }

    private @Nullable Boolean word(int firstCharacter) {
        switch (firstCharacter) {
            case 't' -> scanner.expectWord("true");
            case 'f' -> scanner.expectWord("false");
            case 'n' -> {
                scanner.expectWord("null");
                return null;
            }
            default -> throw scanner.unexpected("a value");
        }
        return firstCharacter == 't';
    }

    private Object object() {
        enter();
        Object result = null;
        String firstName = scanner.takeIf('}') ? null : scanner.name();
        if (firstName != null && firstName.startsWith("$")) {
            result = wrappers.read(firstName);
        }
        if (result == null) {
            checkDepth();
            result = fields(firstName, true);
        }
        path.leave();
        return result;
    }

    private D fields(@Nullable String firstName, boolean mayBeWrapper) {
        D document = newDocument();
        if (path.depth() == 1) {
            path.outermost(document);
        }
        String name = firstName;
        while (name != null) {
            path.name(name);
            document.put(name, value());
            if (!scanner.takeComma('}')) {
                scanner.expect('}', "',' or '}' in a document");
                break;
            }
            name = scanner.name();
            if (mayBeWrapper && name.startsWith("$") && wrappers.isWrapperName(name)) {
                throw scanner.failure(name + " must be the first field of its object, and have no others beside it");
            }
        }
        return document;
    }

    D newDocument() {
        return documents.get();
    }

    /** A value of this text as the document that it is; null if it is something else. */
    @SuppressWarnings("unchecked") // all maps are documents created here
    @Nullable
    D documentOrNull(@Nullable Object value) {
        return value instanceof Map ? (D) value : null;
    }

    private List<@Nullable Object> array() {
        enter();
        checkDepth();
        List<@Nullable Object> values = new ArrayList<>();
        if (!scanner.takeIf(']')) {
            do {
                path.nextIndex();
                values.add(value());
            } while (scanner.takeComma(']'));
            scanner.expect(']', "',' or ']' in an array");
        }
        path.leave();
        return values;
    }

    /** Enters brackets, of which {@link JsonScanner#peek} has seen the first. */
    void enter() {
        if (path.depth() == MAX_DEPTH + WRAPPER_DEPTH) {
            throw tooDeep();
        }
        scanner.take();
        path.enter();
    }

    // Called once it is known that this level is not a type wrapper.
    private void checkDepth() {
        if (path.depth() > MAX_DEPTH) {
            throw tooDeep();
        }
    }

    private BsonException tooDeep() {
        return scanner.failure("documents and arrays are nested deeper than " + MAX_DEPTH
                + " levels, more than is read: make the text flatter");
    }
}
