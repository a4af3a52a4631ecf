package dev.morelia.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The source text of a step. The build packs the very file that it compiles ({@code Tour.java}) beside the class, and
 * the method printed is the method called, by the same name: what the tour shows is what it runs.
 */
final class Snippet {
    private static final String INDENT = " ".repeat(8);

    private Snippet() {}

    /** A method's body in parts, each but the last ending with a call of {@code show}. */
    static List<List<String>> parts(Class<?> type, String method) {
        return parts(body(source(type), method));
    }

    /** The lines of a method's body, without the indentation they all have. */
    static List<String> body(List<String> source, String method) {
        int start = 0;
        while (start < source.size() && !source.get(start).matches(" {4}\\S.* " + method + "\\(.*\\{")) {
            start++;
        }
        int end = start;
        while (end < source.size() && !source.get(end).equals("    }")) {
            end++;
        }
        if (end == source.size()) {
            throw new IllegalArgumentException("the source has no method " + method);
        }
        return source.subList(start + 1, end).stream()
                .map(line -> line.startsWith(INDENT) ? line.substring(INDENT.length()) : line.strip())
                .toList();
    }

    /** Splits behind each statement that calls {@code show}, and behind the braces that close after it. */
    static List<List<String>> parts(List<String> body) {
        var parts = new ArrayList<List<String>>();
        int start = 0;
        for (int line = 0; line < body.size(); line++) {
            if (body.get(line).strip().startsWith("show(")) {
                while (!body.get(line).endsWith(";")) {
                    line++;
                }
                while (line + 1 < body.size() && body.get(line + 1).strip().equals("}")) {
                    line++;
                }
                parts.add(body.subList(start, line + 1));
                start = line + 1;
            }
        }
        parts.add(body.subList(start, body.size()));
        return parts;
    }

    private static List<String> source(Class<?> type) {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".java")) {
            Objects.requireNonNull(in, "the build packs the source beside the class");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException("the source is packed with the class", unreadable);
        }
    }
}
