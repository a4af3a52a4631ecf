package dev.morelia.spec.unified.api;

import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandSucceededEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the successful commands of a client by name: an async cursor that is open, but has no element, shows it in no
 * other way. Thread-safe.
 */
public final class Replies implements CommandListener {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public void succeeded(CommandSucceededEvent event) {
        counts.merge(event.commandName(), 1, Integer::sum);
    }

    int of(String command) {
        return counts.getOrDefault(command, 0);
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
