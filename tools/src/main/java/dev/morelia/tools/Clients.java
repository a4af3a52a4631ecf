package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.error.UnsupportedFeatureException;
import java.util.function.UnaryOperator;

/** Clients of what a person typed. */
final class Clients {
    private Clients() {}

    /** A client, or one line on what is wrong with the connection string. */
    static MongoClient open(String uri, UnaryOperator<MongoClient.Builder> more) {
        try {
            return more.apply(MongoClient.builder().uri(uri)).build();
        } catch (IllegalArgumentException | UnsupportedFeatureException refused) {
            throw new CommandFailedException("URI: " + refused.getMessage(), refused);
        }
    }
}
