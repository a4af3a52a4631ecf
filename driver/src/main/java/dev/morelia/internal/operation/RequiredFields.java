package dev.morelia.internal.operation;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the required fields of a reply. What is missing, or of another type, is a {@link BsonException} with the
 * path of the field and the type found; {@link ReplyErrors#read} makes a
 * {@link dev.morelia.error.ProtocolException} of it.
 */
public final class RequiredFields {
    private RequiredFields() {}

    /** An input at the value of this field, looked for step by step from the outermost document. */
    public static BsonInput at(RawDocument document, String... path) {
        BsonInput input = document.input();
        for (int i = 0; i < path.length; i++) {
            input.startDocument();
            if (!input.find(path[i])) {
                throw new BsonException(
                        "there is no field '" + String.join(".", Arrays.copyOf(path, i + 1)) + "', which is required");
            }
        }
        return input;
    }

    public static long number(RawDocument document, String... path) {
        return at(document, path).wholeNumber();
    }

    public static String string(RawDocument document, String... path) {
        return at(document, path).string();
    }

    public static void array(RawDocument document, String... path) {
        at(document, path).startArray();
    }

    /** Finds out whether the elements of a document or array that has been begun can be passed one by one. */
    public static void pass(BsonInput input) {
        BsonType type = input.next();
        while (type != null) {
            type = input.next();
        }
    }

    /** The documents of an array; each of them is one. */
    public static List<RawDocument> documents(RawDocument document, String... path) {
        BsonInput input = at(document, path);
        var documents = new ArrayList<RawDocument>();
        input.startArray();
        while (input.next() != null) {
            documents.add(input.rawDocument());
        }
        return documents;
    }

    /** A document, or null where the field holds null. */
    public static @Nullable RawDocument documentOrNull(RawDocument document, String... path) {
        BsonInput input = at(document, path);
        return input.type() == BsonType.NULL ? null : input.rawDocument();
    }

    /** What each of the documents of an array is called. */
    public static List<String> names(RawDocument document, String field) {
        return documents(document, field).stream()
                .map(named -> string(named, "name"))
                .toList();
    }

    /** A number of documents. */
    public static long count(RawDocument document, String field) {
        BsonInput input = at(document, field);
        long count = input.wholeNumber();
        if (count < 0) {
            throw input.failure("expected a count but found " + count, null);
        }
        return count;
    }

    /** A number that counts something that was sent, from 0 on. */
    public static int index(RawDocument document, int size) {
        BsonInput input = at(document, "index");
        long index = input.wholeNumber();
        if (index < 0 || index >= size) {
            throw input.failure("expected an index of one of " + size + " statements but found " + index, null);
        }
        return (int) index;
    }
}
