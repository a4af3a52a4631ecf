package dev.morelia.spec.unified.match;

/** Stands for a key or a result that does not exist, which is not the same as null. */
public enum Absent {
    ABSENT
}
