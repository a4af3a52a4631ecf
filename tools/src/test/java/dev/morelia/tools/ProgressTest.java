package dev.morelia.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter written = new StringWriter();

    private Progress progress(boolean bar, long total) {
        return new Progress(new PrintWriter(written), bar, "document", total, 0);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void plainLinesEveryFewSeconds() {
        try (var progress = progress(false, 1000)) {
            progress.at(250, 5_000_000);
            written.getBuffer().setLength(0);
        }
        try (var progress = progress(false, 1000)) {
            progress.label("app.people");
            progress.show(seconds(1));
            assertThat(written.toString()).isEmpty();
        }
    }

    @Test
    void theLineHasShareRateAndTimeLeft() {
        var progress = new Progress(new PrintWriter(written), false, "document", 1000, Long.MAX_VALUE - seconds(100));
        progress.at(250, 5_000_000); // the clock is far from it
        progress.label("app.people");
        written.getBuffer().setLength(0);
        progress.show(Long.MAX_VALUE - seconds(90));
        progress.finish("250 documents of app.people were copied");
        assertThat(written.toString().lines().toList()).last().isEqualTo("250 documents of app.people were copied");
        assertThat(written.toString()).doesNotContain("\r");
    }

    @Test
    void theBarIsErasedForOtherLines() {
        try (var progress = progress(true, 100)) {
            progress.show(seconds(1));
            assertThat(written.toString()).startsWith("\r[").doesNotContain("\n");
            progress.print("a note");
            assertThat(written.toString()).endsWith(" \ra note" + System.lineSeparator());
            progress.show(seconds(2));
            progress.finish("done");
            assertThat(written.toString()).endsWith("\rdone" + System.lineSeparator());
            progress.show(seconds(3));
            assertThat(written.toString()).endsWith("done" + System.lineSeparator());
        }
    }

    @Test
    void theBarFitsBetweenTheNumbersAndTheLabel() {
        var progress =
                new Progress(new PrintWriter(written), true, "document", 9_000_000, Long.MAX_VALUE - seconds(100));
        progress.at(1_010_081, 211_700_000); // the clock is far from it
        progress.label("people");
        progress.show(Long.MAX_VALUE - seconds(90));
        assertThat(written.toString()).contains("1010081 documents, 211.7 MB, 101008/s, 1:19 min left  people");
        progress.finish("done");
    }

    @Test
    void anUnknownTotalHasNoShare() {
        try (var progress = progress(true, Progress.UNKNOWN)) {
            progress.show(seconds(1));
            assertThat(written.toString()).contains("0 documents, 0 B").doesNotContain("%", "[", "left");
        }
    }

    @Test
    void sizesAndTimes() {
        assertThat(Progress.size(0)).isEqualTo("0 B");
        assertThat(Progress.size(999)).isEqualTo("999 B");
        assertThat(Progress.size(1500)).isEqualTo("1.5 kB");
        assertThat(Progress.size(999_999)).isEqualTo("1.0 MB");
        assertThat(Progress.size(Long.MAX_VALUE)).isEqualTo("9.2 EB");
        assertThat(Progress.time(0)).isEqualTo("0:00 min");
        assertThat(Progress.time(61)).isEqualTo("1:01 min");
        assertThat(Progress.time(3661)).isEqualTo("1:01:01 h");
    }
}
