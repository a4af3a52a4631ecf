package dev.morelia.bson.internal;

import dev.morelia.bson.Binary;

/** Words that several packages say to callers. */
public final class Words {
    private static final int UUID_BYTES = 16;

    private Words() {}

    /** What a binary is that stands where a UUID is asked for, and what to do about it. */
    public static String binaryForUuid(Binary binary) {
        String met = binary.length() + " bytes of binary subtype " + (binary.subtype() & 0xff);
        if (binary.length() != UUID_BYTES) {
            return met + ", which is no UUID";
        }
        return switch (binary.subtype()) {
            case Binary.OLD_UUID ->
                met
                        + ", a UUID of an older driver: set uuidRepresentation to the representation that it was"
                        + " written in, or decode it with that of UuidRepresentation";
            case Binary.UUID ->
                met + ", a UUID in the standard representation: set uuidRepresentation to STANDARD, or decode it with"
                        + " UuidRepresentation.STANDARD";
            default -> met + ", which is no UUID";
        };
    }

    /** Advice for one who took a name for a path. */
    public static String notAPath(String firstName) {
        return ": a name is no path, so read the field '" + firstName + "' and look into its value";
    }
}
