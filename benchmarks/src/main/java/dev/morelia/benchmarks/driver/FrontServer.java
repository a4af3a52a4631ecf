package dev.morelia.benchmarks.driver;

import dev.morelia.testkit.BulkFront;
import dev.morelia.testkit.Mongod;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;

/** The test kit's front that offers the {@code bulkWrite} command of server 8.0, in a process of its own. */
final class FrontServer {
    private FrontServer() {}

    /** The main method of the other process; its argument is the address of the server behind. */
    public static void main(String... arguments) throws IOException {
        try (var front = BulkFront.start(ServerAddress.parse(arguments[0]))) {
            ServerProcess.serve(front.uri());
        }
    }

    static ServerProcess start(Mongod mongod) throws IOException {
        return ServerProcess.start(FrontServer.class, mongod.address().toString());
    }
}
