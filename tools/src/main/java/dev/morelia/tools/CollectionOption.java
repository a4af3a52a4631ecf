package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.settings.Namespace;
import dev.morelia.tools.format.TransferException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.Parameters;

/** The arguments that name a collection and a file, and what they are used for. */
final class CollectionOption {
    /** Stands for the standard input or output. */
    static final String STANDARD = "-";

    @Parameters(index = "0", paramLabel = "URI", description = "The connection string, for example mongodb://localhost")
    private String uri = "";

    @Parameters(index = "1", paramLabel = "DB.COLLECTION", description = "The collection")
    private String collection = "";

    @Parameters(index = "2", paramLabel = "FILE", description = "The file; - for the standard input or output")
    private String file = "";

    /** Works on the collection. */
    interface Use {
        void of(MongoCollection<Document> documents) throws IOException;
    }

    String collection() {
        return collection;
    }

    String file() {
        return file;
    }

    /** Opens a client for the work; its failures are one line. */
    void use(Use work) {
        try (MongoClient client = Clients.open(uri, builder -> builder)) {
            work.of(documents(client));
        } catch (IOException failure) {
            throw new CommandFailedException(file + ": " + problem(failure), failure);
        } catch (MongoException | TransferException failure) {
            throw new CommandFailedException(String.valueOf(failure.getMessage()), failure);
        }
    }

    private static String problem(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "no such file or directory";
            case AccessDeniedException denied -> "access denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }

    private MongoCollection<Document> documents(MongoClient client) {
        try {
            var namespace = Namespace.parse(collection);
            return client.database(namespace.database()).collection(namespace.collection());
        } catch (IllegalArgumentException malformed) {
            throw new CommandFailedException("DB.COLLECTION: " + malformed.getMessage(), malformed);
        }
    }
}
