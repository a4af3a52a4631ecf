package dev.morelia.bson;

/** The deprecated BSON value {@code undefined}: read and written back unchanged, of no use in new data. */
public enum Undefined {
    /** The only instance. */
    INSTANCE;

    @Override
    public String toString() {
        return "undefined";
    }
}
