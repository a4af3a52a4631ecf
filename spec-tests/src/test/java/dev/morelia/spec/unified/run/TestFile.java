package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.unified.server.Version;
import java.util.List;

/**
 * A file of the unified test format.
 *
 * @param file the path
 * @param root the content
 */
public record TestFile(SpecFile file, Document root) {
    private static final Version OLDEST = Version.parse("1.0");
    /** The latest schema version that this runner supports. */
    private static final Version NEWEST = Version.parse("1.28");

    /** Reads a file; throws {@link dev.morelia.bson.BsonException} if it is not Extended JSON. */
    public static TestFile read(SpecFile file) {
        return new TestFile(file, ExtendedJson.parse(file.text()));
    }

    /** Throws {@link IllegalArgumentException} if this runner does not support the schema version of the file. */
    void requireSupportedVersion() {
        var version = Version.parse(root.string("schemaVersion"));
        if (version.compareTo(OLDEST) < 0 || new Version(version.major(), version.minor(), 0).compareTo(NEWEST) > 0) {
            throw new IllegalArgumentException("Schema version " + version + " is not supported");
        }
    }

    List<Document> runOnRequirements() {
        return documents(root, "runOnRequirements");
    }

    List<Document> createEntities() {
        return documents(root, "createEntities");
    }

    List<Document> initialData() {
        return documents(root, "initialData");
    }

    /** The tests of the file, in order. */
    public List<Document> tests() {
        return root.list("tests", Document.class);
    }

    /** A list of documents that may be absent. */
    static List<Document> documents(Document from, String key) {
        return from.containsKey(key) ? from.list(key, Document.class) : List.of();
    }
}
