package dev.morelia.tools.transfer;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import dev.morelia.tools.format.TransferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** A small file that says how far an import or export came. Replaced in one step, so that it is never half written. */
record StateFile(Path path) {
    /** What it says; null if there is none. */
    @Nullable
    Document read() throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        try {
            return ExtendedJson.parse(Files.readString(path));
        } catch (BsonException malformed) {
            throw unusable(malformed.getMessage());
        }
    }

    TransferException unusable(@Nullable String why) {
        return new TransferException("cannot resume: " + path + ": " + why + "; delete it to start from the beginning");
    }

    void write(Document state) throws IOException {
        Path next = next();
        try {
            Files.writeString(next, ExtendedJson.write(state, JsonMode.CANONICAL) + "\n");
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            Files.deleteIfExists(next);
            throw failed;
        }
    }

    private Path next() {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
        // Of a program that was killed while it wrote.
        Files.deleteIfExists(next());
    }
}
