package dev.morelia.spec.unified.compat;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import dev.morelia.spec.unified.event.CommandEvents;

/** Adds the command events of an official client to its log. */
record OfficialCommandEvents(CommandEvents log) implements CommandListener {
    @Override
    public void commandStarted(CommandStartedEvent event) {
        log.add(
                "commandStartedEvent",
                event.getCommandName(),
                event.getCommand().isEmpty(),
                event);
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        log.add(
                "commandSucceededEvent",
                event.getCommandName(),
                event.getResponse().isEmpty(),
                event);
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        log.add("commandFailedEvent", event.getCommandName(), false, event);
    }
}
