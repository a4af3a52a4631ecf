package dev.morelia.spec.unified.api;

import dev.morelia.MongoClient;

/** An API of the driver, through which a test runs. */
public enum Api {
    /** The blocking API. */
    SYNC("sync") {
        @Override
        public ClientApi of(MongoClient client) {
            return new SyncClient(client);
        }
    };

    private final String text;

    Api(String text) {
        this.text = text;
    }

    /** This API of a client; closing it closes the client. */
    public abstract ClientApi of(MongoClient client);

    @Override
    public String toString() {
        return text;
    }
}
