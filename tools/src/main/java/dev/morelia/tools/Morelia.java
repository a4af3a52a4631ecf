package dev.morelia.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code morelia} command. Exit status: 0 success, 1 failure with a message on the error output, 2 invalid
 * arguments, 141 without a message if the standard output is a pipe that nobody reads any more.
 */
@Command(
        name = "morelia",
        description = "Morelia, a MongoDB driver for modern Java.",
        mixinStandardHelpOptions = true,
        versionProvider = Morelia.Version.class,
        subcommands = {
            DemoCommand.class,
            VerifyCommand.class,
            TopologyCommand.class,
            WatchCommand.class,
            CopyCommand.class,
            DumpCommand.class,
            RestoreCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            BenchCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Morelia {
    /**
     * Commands report errors themselves, so logging is off. Kept in a field because a logger without references is
     * garbage collected with its level.
     */
    private static final Logger DRIVER_LOG = Logger.getLogger("dev.morelia");

    Morelia() {}

    /**
     * Runs a subcommand and exits.
     *
     * @param arguments the command line, for example {@code demo --uri mongodb://localhost}
     */
    public static void main(String... arguments) {
        DRIVER_LOG.setLevel(Level.OFF);
        StandardOutput output = StandardOutput.install();
        CommandLine command = commandLine();
        int status = command.execute(arguments);
        command.getOut().flush();
        System.exit(output.status(status, command.getErr()));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Morelia())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> explain(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    return report(failure, command.getErr());
                });
    }

    /** The synopsis has all options; the whole help would push the message off the screen. */
    private static int explain(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            err.print(command.getHelp().fullSynopsis());
        }
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' explains them");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** A failure that the user can fix is one line; anything else is a bug and shows the stack trace. */
    private static int report(Exception failure, PrintWriter err) {
        if (failure.getCause() instanceof OutputClosedException) {
            return StandardOutput.CLOSED_PIPE_STATUS;
        }
        if (failure instanceof CommandFailedException) {
            err.println(failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
        return ExitCode.SOFTWARE;
    }

    static String version() {
        var properties = new Properties();
        try (var in = Morelia.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new IllegalStateException("version.properties is packaged with this class", unreadable);
        }
        return properties.getProperty("version");
    }

    /** For {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"morelia " + version() + " on Java " + Runtime.version()};
        }
    }
}
