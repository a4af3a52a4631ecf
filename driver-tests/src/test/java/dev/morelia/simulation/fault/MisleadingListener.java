package dev.morelia.simulation.fault;

import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import java.util.ArrayDeque;

/** Forwards command events, but incorrectly once something was thrown. */
public final class MisleadingListener implements CommandListener {

    /** How the events are forwarded. */
    public enum Kind {
        /** The end of each command is published twice. */
        TWICE,
        /** The end of a command is not published. */
        NEVER,
        /** The start of a command is published after its end. */
        LATE
    }

    private final CommandListener target;
    private final Kind kind;
    private final Thrower thrower;
    private final ArrayDeque<Runnable> late = new ArrayDeque<>();

    public MisleadingListener(CommandListener target, Kind kind, Thrower thrower) {
        this.target = target;
        this.kind = kind;
        this.thrower = thrower;
    }

    @Override
    public void started(CommandStartedEvent event) {
        if (kind == Kind.LATE && !thrower.seams().isEmpty()) {
            late.add(() -> target.started(event));
        } else {
            target.started(event);
        }
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        end(() -> target.succeeded(event));
    }

    @Override
    public void failed(CommandFailedEvent event) {
        end(() -> target.failed(event));
    }

    private void end(Runnable telling) {
        boolean misleads = !thrower.seams().isEmpty();
        if (!misleads || kind != Kind.NEVER) {
            telling.run();
        }
        if (misleads && kind == Kind.TWICE) {
            telling.run();
        }
        late.forEach(Runnable::run);
        late.clear();
    }
}
