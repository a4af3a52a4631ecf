package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file with a token, which its environment replaces from time to time. */
final class TokenFile {
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private TokenFile() {}

    /**
     * Reads the token without surrounding blanks.
     *
     * @throws AuthenticationFailure if there is none
     */
    static String read(String file) throws AuthenticationFailure {
        byte[] bytes;
        try (var in = Files.newInputStream(Path.of(file))) {
            bytes = in.readNBytes(MAXIMUM_BYTES + 1);
        } catch (IOException | InvalidPathException e) {
            throw new AuthenticationFailure("the token file " + file + " cannot be read", e);
        }
        if (bytes.length > MAXIMUM_BYTES) {
            throw new AuthenticationFailure(
                    "the token file " + file + " is larger than " + MAXIMUM_BYTES + " bytes", null);
        }
        String token = new String(bytes, StandardCharsets.UTF_8).strip();
        if (token.isEmpty()) {
            throw new AuthenticationFailure("the token file " + file + " is empty", null);
        }
        return token;
    }
}
