package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher was given from one start on, by one stream after the other, each of which went on after the token of
 * the one before. It must be a part of the history without gaps.
 */
final class Segment {

    /** A token, and how many events had been returned when the stream told it. */
    record Told(Document token, int count) {
        String data() {
            return Segment.data(token);
        }
    }

    private final List<Document> returned = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final @Nullable Timestamp from;
    private @Nullable String afterData;
    private long openedNanos = Long.MAX_VALUE;

    /**
     * Begins with nothing.
     *
     * @param from the time where the first stream starts; null for where its server is
     */
    Segment(@Nullable Timestamp from) {
        this.from = from;
    }

    /** The text of a token; those of simulated servers are in the order of the history. */
    static String data(Document token) {
        return token.string("_data");
    }

    @Nullable
    Timestamp from() {
        return from;
    }

    /** The newest token; null if none is known. */
    @Nullable
    Told last() {
        return told.isEmpty() ? null : told.getLast();
    }

    /** All tokens that a program may have stored. */
    List<Told> told() {
        return told;
    }

    /** The first stream is open, now. */
    void opened(long nowNanos, @Nullable Document token, boolean anyArrived) {
        if (from == null) {
            openedNanos = nowNanos;
            afterData = token == null || anyArrived ? null : data(token);
        }
    }

    void returned(Document event) {
        returned.add(withoutToken(event));
    }

    /** The tokens are checked by what they lead to. */
    private static Document withoutToken(Document event) {
        var content = Document.copyOf(event);
        content.remove("_id");
        return content;
    }

    void told(@Nullable Document token) {
        if (token != null) {
            told.add(new Told(token, returned.size()));
        }
    }

    /** Another stream begins anew after this token. */
    void backTo(Told stored) {
        returned.subList(stored.count, returned.size()).clear();
        told.removeIf(each -> each.count > stored.count);
    }

    /**
     * Checks all that was returned.
     *
     * @param history all changes of what is watched
     */
    void verify(List<Document> history, Ledger ledger) {
        List<Document> contents = history.stream().map(Segment::withoutToken).toList();
        int start = start(history, contents);
        if (start < 0) {
            return;
        }
        int end = Math.min(history.size(), start + returned.size());
        assertThat(returned).as("events").isEqualTo(contents.subList(start, end));
        assertThat(history.subList(0, start))
                .as("changes before the first event")
                .noneMatch(event -> ledger.begunNanos(event) > openedNanos);
        for (var each : told) {
            long passed = history.stream()
                    .skip(start)
                    .filter(event -> data(event.document("_id")).compareTo(each.data()) <= 0)
                    .count();
            assertThat(each.count).as("events up to the token " + each.data()).isEqualTo((int) passed);
        }
    }

    /** The number of the first event; negative if it is unknown and nothing was returned. */
    private int start(List<Document> history, List<Document> contents) {
        if (from == null && afterData == null) {
            int first = returned.isEmpty() ? -1 : contents.indexOf(returned.getFirst());
            assertThat(returned.isEmpty() || first >= 0)
                    .as("the history has the first event " + returned)
                    .isTrue();
            return first;
        }
        int start = 0;
        while (start < history.size() && isBeforeStart(history.get(start))) {
            start++;
        }
        return start;
    }

    private boolean isBeforeStart(Document event) {
        return from == null
                ? data(event.document("_id")).compareTo(String.valueOf(afterData)) <= 0
                : event.value("clusterTime", Timestamp.class).compareTo(from) < 0;
    }
}
