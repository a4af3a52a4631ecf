package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.error.UnsupportedFeatureException;
import java.util.function.UnaryOperator;

/** Creates clients from user input. */
final class Clients {
    private Clients() {}

    /** Creates a client, or throws with one line on what is wrong with the connection string. */
    static MongoClient open(String uri, UnaryOperator<MongoClient.Builder> more) {
        try {
            return more.apply(MongoClient.builder().uri(uri)).build();
        } catch (IllegalArgumentException | UnsupportedFeatureException e) {
            throw new CommandFailedException("URI: " + e.getMessage(), e);
        }
    }
}
