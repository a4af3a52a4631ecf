package dev.morelia.tools.format;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.RawJsonReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One document a line. Blank lines are skipped. */
public final class JsonLinesParser implements RecordParser {
    /** The parser sees one line at a time. */
    private static final Pattern PLACE = Pattern.compile("bad JSON at line 1, ");

    private static final String MALFORMED = "the line is not valid UTF-8";

    private final boolean encodes;

    /**
     * A parser.
     *
     * @param encodes whether documents are to be encoded, rather than be objects
     */
    public JsonLinesParser(boolean encodes) {
        this.encodes = encodes;
    }

    @Override
    public RecordEnds ends() {
        return RecordEnds.LINES;
    }

    @Override
    public void parse(Chunk chunk, Sink sink) {
        byte[] bytes = chunk.bytes();
        RawJsonReader reader = encodes ? new RawJsonReader() : null;
        long line = chunk.firstLine();
        for (int from = 0; from < bytes.length; line++) {
            int end = Lines.end(bytes, from);
            if (!isBlank(bytes, from, end)) {
                try {
                    if (reader != null) {
                        sink.document(line, from, reader.read(bytes, from, end - from));
                    } else {
                        parse(bytes, from, end, line, sink);
                    }
                } catch (BsonException malformed) {
                    boolean isText = Utf8.decode(bytes, from, end) != null;
                    sink.rejected(line, isText ? problem(malformed.getMessage()) : MALFORMED);
                }
            }
            from = end + 1;
        }
    }

    private static void parse(byte[] bytes, int from, int end, long line, Sink sink) {
        String text = Utf8.decode(bytes, from, end);
        if (text == null) {
            sink.rejected(line, MALFORMED);
        } else {
            sink.document(line, from, ExtendedJson.parse(text));
        }
    }

    private static String problem(@Nullable String message) {
        return PLACE.matcher(String.valueOf(message)).replaceFirst(Matcher.quoteReplacement("bad JSON at "));
    }

    private static boolean isBlank(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
        return at == end;
    }
}
