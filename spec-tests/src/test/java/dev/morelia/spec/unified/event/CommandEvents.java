package dev.morelia.spec.unified.event;

import dev.morelia.bson.RawDocument;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Adds the command events of a client to its log, except those that files never count: fail points, commands that the
 * file ignores, and sensitive commands (unless the file observes those).
 */
public final class CommandEvents implements CommandListener {
    private static final Set<String> SENSITIVE = Set.of(
            "authenticate",
            "saslstart",
            "saslcontinue",
            "getnonce",
            "createuser",
            "updateuser",
            "copydbgetnonce",
            "copydbsaslstart",
            "copydb");
    private static final Set<String> HELLO = Set.of("hello", "ismaster");

    private final EventLog log;
    private final Set<String> ignored = new HashSet<>();
    private final boolean sensitiveToo;

    /**
     * A listener for one client.
     *
     * @param log the log to add events to
     * @param ignoredCommands the names of ignored commands
     * @param sensitiveToo whether sensitive commands are kept, too
     */
    public CommandEvents(EventLog log, Set<String> ignoredCommands, boolean sensitiveToo) {
        this.log = log;
        this.sensitiveToo = sensitiveToo;
        ignored.add("configurefailpoint");
        ignoredCommands.forEach(name -> ignored.add(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public void started(CommandStartedEvent event) {
        if (counts(event.commandName(), event.command())) {
            log.add("commandStartedEvent", event);
        }
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        if (counts(event.commandName(), event.reply())) {
            log.add("commandSucceededEvent", event);
        }
    }

    @Override
    public void failed(CommandFailedEvent event) {
        var name = event.commandName().toLowerCase(Locale.ROOT);
        if (!ignored.contains(name) && (sensitiveToo || !SENSITIVE.contains(name))) {
            log.add("commandFailedEvent", event);
        }
    }

    private boolean counts(String commandName, RawDocument body) {
        var name = commandName.toLowerCase(Locale.ROOT);
        if (ignored.contains(name)) {
            return false;
        }
        // A hello is sensitive if it authenticates speculatively; its event is then empty.
        var sensitive = SENSITIVE.contains(name)
                || (HELLO.contains(name) && body.toDocument().isEmpty());
        return sensitiveToo || !sensitive;
    }
}
