package dev.morelia.spec.unified.match;

/** Represents a key or a result that does not exist, as opposed to null. */
public enum Absent {
    ABSENT
}
