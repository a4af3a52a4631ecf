package dev.morelia.compat.internal.view;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import dev.morelia.MongoClient;
import dev.morelia.compat.internal.values.Addresses;

/**
 * What all views of a client have in common. Immutable and thread-safe.
 *
 * @param ours the client itself
 */
public record Origin(MongoClientSettings settings, MongoClient ours) {
    /** An address for the cursors of commands whose replies have none: that of a server which is available. */
    public ServerAddress anyServer() {
        return ours.description().servers().stream()
                .filter(server -> server.type().isDataBearing())
                .findFirst()
                .or(() -> ours.description().servers().stream().findFirst())
                .map(server -> Addresses.official(server.address()))
                .orElseGet(ServerAddress::new);
    }
}
