package dev.morelia.bson;

/**
 * The deprecated BSON value {@code undefined}, supported so that existing data can be read and written back unchanged.
 */
public enum Undefined {
    /** The only instance. */
    INSTANCE;

    @Override
    public String toString() {
        return "undefined";
    }
}
