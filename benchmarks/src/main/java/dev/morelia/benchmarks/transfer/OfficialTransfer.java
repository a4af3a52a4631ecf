package dev.morelia.benchmarks.transfer;

import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.bson.Document;

/** The peer, a program of its own: the loops that a user of the official driver would write. */
final class OfficialTransfer {
    private static final int DOCUMENTS_PER_INSERT = 1_000;

    private OfficialTransfer() {}

    /**
     * Exports or imports JSON lines.
     *
     * @param arguments {@code export|import URI COLLECTION FILE}
     */
    public static void main(String... arguments) throws IOException {
        try (var client = MongoClients.create(arguments[1])) {
            var collection = client.getDatabase(TransferBench.DATABASE).getCollection(arguments[2]);
            Path file = Path.of(arguments[3]);
            if (arguments[0].equals("export")) {
                exportTo(file, collection);
            } else {
                importFrom(file, collection);
            }
        }
    }

    private static void exportTo(Path file, MongoCollection<Document> collection) throws IOException {
        try (var writer = Files.newBufferedWriter(file)) {
            for (Document document : collection.find()) {
                writer.write(document.toJson());
                writer.newLine();
            }
        }
    }

    private static void importFrom(Path file, MongoCollection<Document> collection) throws IOException {
        var documents = new ArrayList<Document>(DOCUMENTS_PER_INSERT);
        try (var reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                documents.add(Document.parse(line));
                if (documents.size() == DOCUMENTS_PER_INSERT) {
                    collection.insertMany(documents);
                    documents.clear();
                }
            }
        }
        if (!documents.isEmpty()) {
            collection.insertMany(documents);
        }
    }
}
