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

    /** Creates a client whose writes are counted, which the server does not do for those it does not acknowledge. */
    static MongoClient openToWrite(String uri) {
        MongoClient client = open(uri, builder -> builder);
        if (!client.settings().writeConcern().isAcknowledged()) {
            client.close();
            throw new CommandFailedException("URI: with w=0 it is not known what was written: leave the option out");
        }
        return client;
    }
}
