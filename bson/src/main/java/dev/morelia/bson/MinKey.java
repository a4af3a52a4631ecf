package dev.morelia.bson;

/** The BSON value that sorts before every other. */
public enum MinKey {
    /** The only instance. */
    INSTANCE;

    @Override
    public String toString() {
        return "MinKey";
    }
}
