package dev.morelia.tools;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/** Prints the tour in at most {@value #WIDTH} columns, with colour only if the terminal supports it. */
final class TourPrinter {
    static final int WIDTH = 92;

    private static final String CODE_MARGIN = "    | ";
    private static final String RESULT_MARGIN = "   => ";
    private static final String FURTHER_MARGIN = "      ";
    private static final String TEXT_MARGIN = "   ";

    private final PrintWriter out;
    private final boolean colour;

    /**
     * Prints to {@code out}.
     *
     * @param ansi {@link Ansi#AUTO} means colour on a terminal unless the environment has {@code NO_COLOR}
     */
    TourPrinter(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.colour = ansi.enabled();
    }

    void heading(String text) {
        out.println();
        out.println(styled(text, Style.bold));
    }

    /** Prints prose, wrapped, and an empty line. */
    void text(String text) {
        wrapped(text, WIDTH - TEXT_MARGIN.length()).forEach(this::line);
        out.println();
    }

    void line(String text) {
        out.println(TEXT_MARGIN + text);
        out.flush();
    }

    void code(List<String> lines) {
        for (String line : lines) {
            out.println(line.isEmpty() ? "" : styled(CODE_MARGIN + line, Style.fg_cyan));
        }
        out.flush();
    }

    /** Prints a result; each element of a list starts a new line. */
    void result(@Nullable Object result) {
        var values = result instanceof List<?> list ? list : Collections.singletonList(result);
        for (Object value : values) {
            String margin = RESULT_MARGIN;
            for (String line : wrapped(String.valueOf(value), WIDTH - RESULT_MARGIN.length())) {
                out.println(styled(margin + line, Style.fg_green));
                margin = FURTHER_MARGIN;
            }
        }
        out.flush();
    }

    private String styled(String text, IStyle style) {
        return colour ? style.on() + text + Style.reset.on() : text;
    }

    /** Wraps text at spaces; a word longer than the width is on a line of its own. */
    static List<String> wrapped(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
