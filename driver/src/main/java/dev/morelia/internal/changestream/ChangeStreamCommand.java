package dev.morelia.internal.changestream;

import dev.morelia.bson.Document;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.operation.Aggregate;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The aggregation that opens a change stream, at first and again after a failure.
 *
 * @param database which database
 * @param collection which collection, null for all of the database, or of all databases
 * @param stages what the program has added after the first stage
 * @param options the options of the program by the names of the specification
 * @param ofCluster whether all databases are watched, from this one
 */
public record ChangeStreamCommand(
        String database, @Nullable String collection, List<Document> stages, Document options, boolean ofCluster) {
    /** Where the changes of all databases are watched. */
    private static final String ADMIN = "admin";

    private static final String STAGE = "$changeStream";
    private static final String SPLITTING_STAGE = "$changeStreamSplitLargeEvent";

    /** The options of the command; all others belong into the first stage, as do those that servers add. */
    private static final Set<String> OF_COMMAND = Set.of(
            "allowDiskUse", "batchSize", "bypassDocumentValidation", "collation", "comment", "hint", "let", "rawData");

    /**
     * What servers reject a resume token with: FailedToParse, TypeMismatch, Overflow, InvalidResumeToken, and errors of
     * decoding that have no name.
     */
    private static final Set<Integer> TOKEN_ERRORS = Set.of(9, 14, 15, 260, 40647, 40648, 40649, 50795, 50811);

    private static final Set<String> OF_DRIVER = Set.of("joinFragments", "maxAwaitTimeMS");

    /** The command for the changes of one collection, or of one database. */
    public ChangeStreamCommand(String database, @Nullable String collection, List<Document> stages, Document options) {
        this(database, collection, stages, options, false);
    }

    /** The command for the changes of all databases. */
    public static ChangeStreamCommand ofCluster(List<Document> stages, Document options) {
        return new ChangeStreamCommand(ADMIN, null, stages, options, true);
    }

    /** The same with other options. */
    public ChangeStreamCommand with(Document changed) {
        return new ChangeStreamCommand(database, collection, stages, changed, ofCluster);
    }

    /** The same without the changes of one collection. */
    public ChangeStreamCommand without(Namespace excluded) {
        var its = Document.of("ns.db", excluded.database(), "ns.coll", excluded.collection());
        var changed = new ArrayList<Document>();
        changed.add(new Document("$match", new Document("$nor", List.of(its))));
        changed.addAll(stages);
        return new ChangeStreamCommand(database, collection, changed, options, ofCluster);
    }

    /**
     * The same from another position.
     *
     * @param field the option that says where it begins
     */
    public ChangeStreamCommand from(String field, Object value) {
        var changed = Document.copyOf(options);
        ResumePoint.STARTS.forEach(changed::remove);
        return with(changed.append(field, value));
    }

    /** Whether the program says where it begins. */
    public boolean hasStart() {
        return ResumePoint.STARTS.stream().anyMatch(field -> options.get(field) != null);
    }

    /** The option of the program whose token a server rejects with this code; null if it is not about that. */
    public @Nullable String rejectedToken(int code) {
        return TOKEN_ERRORS.contains(code)
                ? ResumePoint.TOKENS.stream()
                        .filter(option -> options.get(option) != null)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** What is watched. */
    public Target target() {
        return new Target(database, collection);
    }

    /** Whether large events arrive in fragments that are to be joined. */
    public boolean joinsFragments() {
        return !Boolean.FALSE.equals(options.get("joinFragments"))
                && stages.stream().anyMatch(stage -> stage.containsKey(SPLITTING_STAGE));
    }

    /** The options of the first stage. */
    public Document stageOptions() {
        var stage = new Document();
        if (ofCluster) {
            stage.append("allChangesForCluster", true);
        }
        options.forEach((name, value) -> {
            if (!OF_COMMAND.contains(name) && !OF_DRIVER.contains(name)) {
                stage.append(name, value);
            }
        });
        return stage;
    }

    /** The aggregation whose first stage has these options. */
    public Aggregate aggregate(Document stageOptions) {
        var pipeline = new ArrayList<Document>();
        pipeline.add(new Document(STAGE, stageOptions));
        pipeline.addAll(stages);
        var fields = new Document();
        options.forEach((name, value) -> {
            if (OF_COMMAND.contains(name)) {
                fields.append(name, value);
            }
        });
        return new Aggregate(database, collection, pipeline, fields);
    }
}
