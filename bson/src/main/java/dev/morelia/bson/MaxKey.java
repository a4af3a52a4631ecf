package dev.morelia.bson;

/** The BSON value that sorts after every other. */
public enum MaxKey {
    /** The only instance. */
    INSTANCE;

    @Override
    public String toString() {
        return "MaxKey";
    }
}
