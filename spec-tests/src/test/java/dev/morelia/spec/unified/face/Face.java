package dev.morelia.spec.unified.face;

import dev.morelia.MongoClient;

/** A face of the driver, through which a test runs. */
public enum Face {
    /** The blocking face. */
    SYNC("sync") {
        @Override
        public ClientFace of(MongoClient client) {
            return new SyncClient(client);
        }
    };

    private final String text;

    Face(String text) {
        this.text = text;
    }

    /** This face of a client; closing it closes the client. */
    public abstract ClientFace of(MongoClient client);

    @Override
    public String toString() {
        return text;
    }
}
