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
        add("commandStartedEvent", event.commandName(), isEmpty(event.commandName(), event.command()), event);
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        add("commandSucceededEvent", event.commandName(), isEmpty(event.commandName(), event.reply()), event);
    }

    @Override
    public void failed(CommandFailedEvent event) {
        add("commandFailedEvent", event.commandName(), false, event);
    }

    /** Only a hello may be empty, so only that is read. */
    private static boolean isEmpty(String commandName, RawDocument body) {
        return HELLO.contains(commandName.toLowerCase(Locale.ROOT))
                && body.toDocument().isEmpty();
    }

    /**
     * Adds an event, whatever class the API has for it, unless files do not count it.
     *
     * @param isEmpty whether the command or the reply in the event has no fields
     */
    public void add(String eventName, String commandName, boolean isEmpty, Object event) {
        var name = commandName.toLowerCase(Locale.ROOT);
        // A hello is sensitive if it authenticates speculatively; its event is then empty.
        var sensitive = SENSITIVE.contains(name) || (HELLO.contains(name) && isEmpty);
        if (!ignored.contains(name) && (sensitiveToo || !sensitive)) {
            log.add(eventName, event);
        }
    }
}
