package dev.morelia.internal.errordetail;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Index, keys and values of a duplicate key error. Servers from 4.2 on send pattern and value as fields, but the name
 * of the index stands in the message only; older servers and imitations send nothing but the message.
 *
 * @param indexName name of the index; null if unknown
 * @param keyPattern keys of the index; null if unknown
 * @param keyValue the values that already exist; null if unknown
 * @param inIndexBuild whether it was met by an index build over existing documents
 */
public record DuplicateKey(
        @Nullable String indexName,
        @Nullable Document keyPattern,
        @Nullable Document keyValue,
        boolean inIndexBuild) implements Serializable {
    /** {@code E11000 duplicate key error collection: app.people index: email_1 dup key: { email: "a" }}. */
    private static final Pattern MESSAGE =
            Pattern.compile("index: (?<index>.+?)(?: collation: .*?)?\\s+dup key: (?<value>\\{.*})", Pattern.DOTALL);
    /** A message is untrusted: no more of it is searched. */
    private static final int MAXIMUM_LENGTH = 8192;
    /** One direction or kind at the end of a key in a name made by default, as in {@code age_1_name_-1}. */
    private static final Pattern NAMED_KEY =
            Pattern.compile("(?<field>.+?)_(?<kind>-?1|text|2d|2dsphere|hashed)(?:_|$)");
    /**
     * What a message prints other than JSON does. Strings come first so that nothing inside them is touched; their
     * quantifiers are possessive, because others would recurse once for each character.
     */
    private static final Pattern PRINTED = Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\""
            + "|ObjectId\\('(?<objectId>[0-9a-f]{24})'\\)"
            + "|new Date\\((?<date>-?\\d+)\\)"
            + "|(?<name>[^\\s\"'{}\\[\\](),:][^\"'{}\\[\\](),:]*)(?=: )"
            + "|(?<=[{,] )(?<nameless>:)");

    /** The error of a write. */
    DuplicateKey(@Nullable String indexName, @Nullable Document keyPattern, @Nullable Document keyValue) {
        this(indexName, keyPattern, keyValue, false);
    }

    /**
     * Parses an error.
     *
     * @param error the document that holds the code, and on newer servers pattern and value
     * @param message its message
     */
    public static DuplicateKey of(Document error, String message) {
        Matcher matcher =
                MESSAGE.matcher(message.length() <= MAXIMUM_LENGTH ? message : message.substring(0, MAXIMUM_LENGTH));
        boolean found = matcher.find();
        // Before 4.2 the name was preceded by the collection: app.people.$email_1
        String index = found ? matcher.group("index").replaceFirst("^.*\\.\\$", "") : null;
        Document pattern = document(error, "keyPattern");
        Document value = document(error, "keyValue");
        if (pattern == null && index != null) {
            pattern = patternOf(index);
        }
        if (value == null && found) {
            value = valueOf(matcher.group("value"), pattern);
        }
        return new DuplicateKey(index, pattern, value, message.startsWith("Index build failed"));
    }

    private static @Nullable Document document(Document error, String name) {
        return error.get(name) instanceof Document document ? document : null;
    }

    /** The key pattern of a default index name; null for another name. */
    private static @Nullable Document patternOf(String indexName) {
        if (indexName.equals("_id_")) {
            return new Document("_id", 1);
        }
        var pattern = new Document();
        Matcher key = NAMED_KEY.matcher(indexName);
        int end = 0;
        while (key.find() && key.start() == end) {
            String kind = key.group("kind");
            pattern.append(key.group("field"), kind.endsWith("1") ? (Object) Integer.valueOf(kind) : kind);
            end = key.end();
        }
        return end == indexName.length() && !pattern.isEmpty() ? pattern : null;
    }

    /**
     * The values as a message prints them, which is nearly JSON; null if they are cut off, of a type that is not
     * readable, or not those of the keys.
     */
    private static @Nullable Document valueOf(String printed, @Nullable Document pattern) {
        var names = pattern == null ? List.<String>of() : List.copyOf(pattern.keySet());
        var nameless = new AtomicInteger();
        String json =
                PRINTED.matcher(printed).replaceAll(found -> Matcher.quoteReplacement(asJson(found, names, nameless)));
        try {
            Document value = Document.parse(json);
            return names.isEmpty() || List.copyOf(value.keySet()).equals(names) ? value : null;
        } catch (BsonException notJson) {
            return null;
        }
    }

    private static String asJson(MatchResult found, List<String> names, AtomicInteger nameless) {
        if (found.group("objectId") != null) {
            return "{\"$oid\": \"" + found.group("objectId") + "\"}";
        }
        if (found.group("date") != null) {
            return "{\"$date\": {\"$numberLong\": \"" + found.group("date") + "\"}}";
        }
        if (found.group("name") != null) {
            return "\"" + found.group("name") + "\"";
        }
        if (found.group("nameless") != null) {
            int index = nameless.getAndIncrement();
            return "\"" + (index < names.size() ? names.get(index) : "") + "\":";
        }
        return found.group();
    }

    /** What happened and what to do. */
    public String explanation() {
        String where = indexName == null ? "" : " in the unique index " + indexName;
        String what = keyValue == null ? "with the same key" : "with " + keyValue;
        if (inIndexBuild) {
            return "The unique index" + (indexName == null ? "" : " " + indexName)
                    + " was not built, because several documents exist " + what
                    + "; change or delete all but one of them first";
        }
        return "A document " + what + " already exists" + where + "; use another value, or change that document";
    }
}
