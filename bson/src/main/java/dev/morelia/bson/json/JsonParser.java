package dev.morelia.bson.json;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds documents from the tokens of a JSON text. Recursive, with a limit on the depth; never reads a token twice,
 * except the first string of a possible legacy form.
 */
final class JsonParser {

    private static final int MAX_DEPTH = BsonLimits.DEFAULT.maxDepthRead();
    /**
     * A type wrapper represents one value and is not a level of its own; the deepest one contains one other wrapper.
     */
    private static final int WRAPPER_DEPTH = 2;

    private final JsonScanner scanner;
    private final FieldPath path;
    private final TypeWrappers wrappers;
    /** Null in the dialects without shell syntax. */
    private final @Nullable ShellForms shell;

    JsonParser(String json, JsonDialect dialect) {
        this(new JsonScanner(json, dialect == JsonDialect.SHELL), dialect);
    }

    /** Creates a parser for a part of a text that begins at the given line and column. */
    JsonParser(String json, JsonDialect dialect, long firstLine, long firstColumn) {
        this(new JsonScanner(json, dialect == JsonDialect.SHELL, firstLine, firstColumn), dialect);
    }

    private JsonParser(JsonScanner scanner, JsonDialect dialect) {
        this.scanner = scanner;
        path = scanner.path();
        wrappers = new TypeWrappers(this, scanner, dialect);
        shell = dialect == JsonDialect.SHELL ? new ShellForms(this, scanner) : null;
    }

    /** Parses the whole text as one document, which is never a type wrapper itself. */
    Document document() {
        if (scanner.peek() != '{') {
            throw scanner.unexpected(
                    "'{' of a document",
                    scanner.peek() == '['
                            ? "; ExtendedJson.documents reads an array of documents, and parseValue any value"
                            : "");
        }
        Document document = (Document) object(false);
        requireEnd();
        return document;
    }

    /** Parses the whole text as one value. */
    @Nullable
    Object anyValue() {
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
            case '{' -> object(true);
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

    private Object object(boolean mayBeWrapper) {
        enter();
        Object result = null;
        String firstName = scanner.takeIf('}') ? null : scanner.name();
        if (firstName != null && mayBeWrapper && firstName.startsWith("$")) {
            result = wrappers.read(firstName);
        }
        if (result == null) {
            checkDepth();
            result = fields(firstName, mayBeWrapper);
        }
        path.leave();
        return result;
    }

    private Document fields(@Nullable String firstName, boolean mayBeWrapper) {
        Document document = new Document();
        if (path.depth() == 1) {
            path.outermost(document);
        }
        String name = firstName;
        while (name != null) {
            path.name(name);
            document.append(name, value());
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
