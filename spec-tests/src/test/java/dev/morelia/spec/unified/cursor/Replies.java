package dev.morelia.spec.unified.cursor;

import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the successful commands of a client by name: an async cursor that is open, but has no element, shows it in no
 * other way. Thread-safe.
 */
public final class Replies implements CommandListener {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final AtomicInteger getMoresStarted = new AtomicInteger();

    @Override
    public void started(CommandStartedEvent event) {
        if (event.commandName().equals("getMore")) {
            getMoresStarted.incrementAndGet();
        }
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        counts.merge(event.commandName(), 1, Integer::sum);
    }

    int of(String command) {
        return counts.getOrDefault(command, 0);
    }

    int getMoresStarted() {
        return getMoresStarted.get();
    }

    /** Of all commands that open cursors and have no other purpose. */
    int ofOpenings() {
        return counts.entrySet().stream()
                .filter(each ->
                        !each.getKey().equals("getMore") && !each.getKey().equals("killCursors"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
