package dev.morelia.spec.unified.event;

/**
 * One published event.
 *
 * @param name as files call it, such as {@code commandStartedEvent}
 * @param event the driver's own event record
 */
public record Observed(String name, Object event) {}
