package dev.morelia.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The source code of a step. The build packages the source file ({@code Tour.java}) next to the class, and the method
 * printed is the one that is called, so the tour shows the code that it runs.
 */
final class Snippet {
    private static final String INDENT = " ".repeat(8);

    private Snippet() {}

    /** A method's body in parts, each except the last ending with a call of {@code show}. */
    static List<List<String>> parts(Class<?> type, String method) {
        return parts(body(source(type), method));
    }

    /** The lines of a method's body, without their common indentation. */
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

    /** Splits after each statement that calls {@code show}, and after the braces that close there. */
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
            Objects.requireNonNull(in, "the build packages the source next to the class");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException("the source is packaged with the class", unreadable);
        }
    }
}
