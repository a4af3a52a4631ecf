package dev.morelia.spec.unified.event;

/**
 * A published event.
 *
 * @param name the name in the files, such as {@code commandStartedEvent}
 * @param event the driver's event
 */
public record Observed(String name, Object event) {}
