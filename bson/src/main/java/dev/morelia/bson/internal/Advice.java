package dev.morelia.bson.internal;

import dev.morelia.bson.Binary;

/** Parts of error messages that several packages share. */
public final class Advice {
    private static final int UUID_BYTES = 16;

    private Advice() {}

    /** Describes a binary value found in place of a UUID, and says what to do. */
    public static String binaryForUuid(Binary binary) {
        String found = binary.length() + " bytes of binary subtype " + (binary.subtype() & 0xff);
        if (binary.length() != UUID_BYTES) {
            return found + ", which is not a UUID";
        }
        return switch (binary.subtype()) {
            case Binary.OLD_UUID ->
                found
                        + ", a UUID of an older driver: set uuidRepresentation to the representation that it was"
                        + " written in, or decode it with that of UuidRepresentation";
            case Binary.UUID ->
                found + ", a UUID in the standard representation: set uuidRepresentation to STANDARD, or decode it with"
                        + " UuidRepresentation.STANDARD";
            default -> found + ", which is not a UUID";
        };
    }

    /** Advice for a caller who passed a path instead of a name. */
    public static String notAPath(String firstName) {
        return ": names are not paths, so read the field '" + firstName + "' and then its fields";
    }
}
