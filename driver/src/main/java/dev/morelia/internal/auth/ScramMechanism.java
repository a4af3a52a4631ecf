package dev.morelia.internal.auth;

/** The two SCRAM mechanisms, which differ in their hash and in what they make of a password. */
public enum ScramMechanism {
    /** With the MD5 digest of user name and password in place of the password. */
    SHA_1("SCRAM-SHA-1", "SHA-1", "HmacSHA1"),
    /** With the password prepared by SASLprep. */
    SHA_256("SCRAM-SHA-256", "SHA-256", "HmacSHA256");

    private final String wireName;
    private final String digest;
    private final String mac;

    ScramMechanism(String wireName, String digest, String mac) {
        this.wireName = wireName;
        this.digest = digest;
        this.mac = mac;
    }

    /** The mechanism's name in commands. */
    public String wireName() {
        return wireName;
    }

    /** The name of the hash in Java. */
    String digest() {
        return digest;
    }

    /** The name of the keyed hash in Java. */
    String mac() {
        return mac;
    }
}
