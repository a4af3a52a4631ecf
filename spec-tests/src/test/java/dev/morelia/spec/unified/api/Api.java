package dev.morelia.spec.unified.api;

import dev.morelia.MongoClient;

/** An API of the driver that runs a test. */
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

    /** A client of this API; closing it closes the driver's client. */
    public abstract ClientApi of(MongoClient client);

    @Override
    public String toString() {
        return text;
    }
}
