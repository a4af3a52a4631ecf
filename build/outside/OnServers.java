import dev.morelia.embedded.EmbeddedServer;
import dev.morelia.testkit.Mongod;
import java.util.ArrayList;
import java.util.List;

/** Runs the command that is its arguments, with a connection string behind: on the embedded server and on mongod. */
class OnServers {
    public static void main(String[] command) throws Exception {
        try (var server = EmbeddedServer.start()) {
            run(command, server.uri());
        }
        if (Mongod.available()) {
            run(command, Mongod.shared().uri());
        }
    }

    private static void run(String[] command, String uri) throws Exception {
        var line = new ArrayList<>(List.of(command));
        line.add(uri);
        int status = new ProcessBuilder(line).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", line) + " exited with status " + status);
        }
    }
}
