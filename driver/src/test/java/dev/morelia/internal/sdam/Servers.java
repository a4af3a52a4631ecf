package dev.morelia.internal.sdam;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.util.List;

/** Replies to hello for the tests of this package, and the descriptions parsed from them. */
public final class Servers {
    public static final ServerAddress A = ServerAddress.of("a");
    public static final ServerAddress B = ServerAddress.of("b");
    public static final ServerAddress C = ServerAddress.of("c");

    private static final long MILLISECOND_NANOS = 1_000_000;

    private Servers() {}

    public static Document hello(String state, String... hosts) {
        return Document.of(state, true, "setName", "rs", "hosts", List.of(hosts), "maxWireVersion", 21, "ok", 1);
    }

    public static Document primary(String... hosts) {
        return hello("isWritablePrimary", hosts);
    }

    public static Document secondary(String... hosts) {
        return hello("secondary", hosts);
    }

    public static ServerDescription describe(ServerAddress address, Document hello, long nanos) {
        return describe(address, hello, nanos, 5);
    }

    public static ServerDescription describe(ServerAddress address, Document hello, long nanos, long roundTripMillis) {
        return HelloReply.describe(
                address,
                RawDocument.encode(hello),
                RoundTripTimes.NONE.add(roundTripMillis * MILLISECOND_NANOS),
                nanos);
    }
}
