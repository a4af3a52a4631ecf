package dev.morelia.simulation.session;

/** What a caller knows of a call. */
enum Outcome {
    ACKNOWLEDGED,
    UNKNOWN,
    NOT_DONE
}
