package dev.morelia.tools;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of the process, below the print stream that hides why it cannot be written. A pipe that nobody
 * reads any more is no failure to tell of: {@code head} has seen enough.
 */
final class StandardOutput extends FilterOutputStream {
    /** What a shell reports of a program that the signal SIGPIPE has ended, as it ends most programs then. */
    static final int CLOSED_PIPE_STATUS = 141;

    private static final int BUFFER_BYTES = 8192;

    /** That of this process; null before it is installed, as in tests. */
    private static volatile @Nullable StandardOutput installed;

    private volatile @Nullable IOException failure;

    StandardOutput(OutputStream out) {
        super(out);
    }

    /** Puts itself below {@code System.out}. */
    static StandardOutput install() {
        var output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        installed = output;
        var buffered = new BufferedOutputStream(output, BUFFER_BYTES);
        System.setOut(new PrintStream(buffered, true, System.out.charset()));
        return output;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException failed) {
            failure = failed;
            throw failed;
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /** The status to exit with, after all was written. */
    int status(int ofCommand, PrintWriter err) {
        IOException failed = failure;
        if (failed == null || ofCommand != 0) {
            return ofCommand;
        }
        if (isClosedPipe(failed)) {
            return CLOSED_PIPE_STATUS;
        }
        err.println("the standard output cannot be written: " + failed.getMessage());
        err.flush();
        return 1;
    }

    /** Why a print stream above it has failed: an {@link OutputClosedException} if it is a pipe that nobody reads. */
    static IOException problem() {
        StandardOutput output = installed;
        IOException failed = output == null ? null : output.failure;
        if (failed == null) {
            return new IOException("the standard output cannot be written");
        }
        return isClosedPipe(failed)
                ? new OutputClosedException()
                : new IOException("the standard output cannot be written: " + failed.getMessage(), failed);
    }

    /**
     * Checks that what a command prints as it comes arrives.
     *
     * @throws CommandFailedException if it does not, so that the command need not go on
     */
    static void check(PrintWriter out) {
        if (out.checkError()) {
            IOException problem = problem();
            throw new CommandFailedException(String.valueOf(problem.getMessage()), problem);
        }
    }

    private static boolean isClosedPipe(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        // The second and third are what Windows says.
        return message.contains("Broken pipe")
                || message.contains("pipe is being closed")
                || message.contains("pipe has been ended");
    }
}
