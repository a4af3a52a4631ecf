package dev.morelia.tools.format;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One document a line. Blank lines are skipped. */
public final class JsonLinesParser implements RecordParser {
    /** The parser sees one line at a time. */
    private static final Pattern PLACE = Pattern.compile("bad JSON at line 1, ");

    /** A parser. */
    public JsonLinesParser() {}

    @Override
    public RecordEnds ends() {
        return RecordEnds.LINES;
    }

    @Override
    public void parse(Chunk chunk, Sink sink) {
        byte[] bytes = chunk.bytes();
        long line = chunk.firstLine();
        for (int from = 0; from < bytes.length; line++) {
            int end = lineEnd(bytes, from);
            if (!isBlank(bytes, from, end)) {
                parse(bytes, from, end, line, sink);
            }
            from = end + 1;
        }
    }

    private static void parse(byte[] bytes, int from, int end, long line, Sink sink) {
        String text = Utf8.decode(bytes, from, end);
        if (text == null) {
            sink.rejected(line, "the line is not valid UTF-8");
            return;
        }
        Document document;
        try {
            document = ExtendedJson.parse(text);
        } catch (BsonException malformed) {
            sink.rejected(line, problem(malformed.getMessage()));
            return;
        }
        sink.document(line, from, document);
    }

    private static String problem(@Nullable String message) {
        return PLACE.matcher(String.valueOf(message)).replaceFirst(Matcher.quoteReplacement("bad JSON at "));
    }

    private static int lineEnd(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
        return at == end;
    }
}
