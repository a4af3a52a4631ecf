package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.settings.ConnectionString;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code morelia verify}: whether a deployment can be used, and if not, why. */
@Command(
        name = "verify",
        description = {
            "Tests every host of a deployment step by step: name lookup, connect, proxy, TLS, hello, authentication,"
                    + " ping, access.",
            "Exits with status 0 if it can be read and written, otherwise with 1; reports what is wrong and what to do."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URI", description = "The connection string, for example mongodb://localhost")
    private String uri = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "The maximum time for the test; ${DEFAULT-VALUE} by default")
    private int timeoutSeconds;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        try (MongoClient client = Clients.open(uri, builder -> builder)) {
            var verification = client.verify(Duration.ofSeconds(timeoutSeconds));
            var out = command.commandLine().getOut();
            ConnectionString.parse(uri).warnings().forEach(warning -> out.println("Connection string: " + warning));
            out.println(verification);
            out.flush();
            return verification.isUsable() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
