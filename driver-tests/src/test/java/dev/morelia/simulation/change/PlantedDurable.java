package dev.morelia.simulation.change;

import dev.morelia.bson.Document;
import dev.morelia.simulation.fault.RewritingEnv.Rewriter;
import dev.morelia.testkit.simulation.Simulation;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes messages as a driver with a certain bug in its durable consumers would send and understand them. */
final class PlantedDurable implements Rewriter {

    private static final int HISTORY_LOST = 286;
    private static final String WRITE_CONCERN = "writeConcern";
    private static final String UNTIL = "leaseUntil";

    /** What an update of a checkpoint is for. */
    private enum Purpose {
        RENEW,
        SAVE,
        RELEASE
    }

    private final Simulation simulation;
    private final DurableBug bug;
    private final IdentityHashMap<Document, Long> sent = new IdentityHashMap<>();
    private long lastRequestNanos;
    private @Nullable Object searched;

    PlantedDurable(Simulation simulation, DurableBug bug) {
        this.simulation = simulation;
        this.bug = bug;
    }

    /** How long the last request that acquired or renewed a lease has taken. */
    long lastRequestNanos() {
        return lastRequestNanos;
    }

    @Override
    public @Nullable Document sent(String commandName, Document command) {
        if (commandName.equals("aggregate") && bug == DurableBug.POSITION_IGNORED) {
            startsNow(command);
        }
        if (!DurableRules.CHECKPOINTS.equals(command.get(commandName))) {
            return null;
        }
        if (commandName.equals("findAndModify")) {
            acquires(command);
        } else if (commandName.equals("update")) {
            return updates(command);
        }
        return null;
    }

    private static void startsNow(Document aggregate) {
        List<Document> stages = aggregate.list("pipeline", Document.class);
        Document options = stages.getFirst().document("$changeStream");
        options.remove("startAfter");
        options.remove("startAtOperationTime");
        stages.getFirst().put("$changeStream", options);
        aggregate.put("pipeline", stages);
    }

    // ---- the lease

    private void acquires(Document command) {
        sent.put(command, simulation.elapsed().toNanos());
        Document replacing = command.list("update", Document.class).getFirst().document("$replaceWith");
        List<Object> operands = replacing.list("$cond", Object.class);
        Object free = operands.getFirst();
        var merged = ((Document) operands.get(1)).list("$mergeObjects", Object.class);
        var fields = (Document) merged.getLast();
        switch (bug) {
            case LEASE_ALWAYS_FREE -> free = new Document("$literal", true);
            case LEASE_STORED_TOO_SHORT -> fields.put(UNTIL, quarter(fields.document(UNTIL)));
            case FENCING_NOT_INCREASED -> fields.put("fencing", new Document("$ifNull", List.of("$fencing", 1L)));
            case LEASE_NOT_OF_MAJORITY -> command.put(WRITE_CONCERN, new Document("w", 1));
            default -> {}
        }
        var changed = new Document("$mergeObjects", List.of(merged.getFirst(), fields));
        var chosen = new Document("$cond", List.of(free, changed, operands.getLast()));
        command.put("update", List.of(new Document("$replaceWith", chosen)));
    }

    private static Document quarter(Document until) {
        List<Object> operands = until.list("$add", Object.class);
        return new Document("$add", List.of(operands.getFirst(), ((Number) operands.getLast()).longValue() / 4));
    }

    private static Purpose purpose(Document stage) {
        if (stage.has("$unset")) {
            return Purpose.RELEASE;
        }
        return stage.document("$set").has(UNTIL) ? Purpose.RENEW : Purpose.SAVE;
    }

    private @Nullable Document updates(Document command) {
        Document statement = command.list("updates", Document.class).getFirst();
        Document stage = statement.list("u", Document.class).getFirst();
        var purpose = purpose(stage);
        boolean skipped = switch (bug) {
            case RENEWAL_SKIPPED -> purpose == Purpose.RENEW;
            case RELEASE_FORGOTTEN -> purpose == Purpose.RELEASE;
            case SAVE_SKIPPED -> purpose == Purpose.SAVE;
            default -> false;
        };
        if (skipped) {
            return Document.of("n", 1, "nModified", 1).append("ok", 1.0);
        }
        if (purpose == Purpose.RENEW) {
            renews(command, stage);
        } else if (purpose == Purpose.SAVE) {
            saves(command, statement, stage);
        }
        statement.put("u", List.of(stage));
        command.put("updates", List.of(statement));
        return null;
    }

    private void renews(Document command, Document stage) {
        sent.put(command, simulation.elapsed().toNanos());
        if (bug == DurableBug.LEASE_STORED_TOO_SHORT) {
            stage.put("$set", new Document(UNTIL, quarter(stage.document("$set").document(UNTIL))));
        }
    }

    private void saves(Document command, Document statement, Document stage) {
        Object token = searched;
        switch (bug) {
            case SAVE_NOT_FENCED ->
                statement.put("q", new Document("_id", statement.document("q").get("_id")));
            case SAVE_NOT_OF_MAJORITY -> command.put(WRITE_CONCERN, new Document("w", 1));
            case SEARCHED_WHILE_PENDING -> {
                if (token != null) {
                    Document fields = stage.document("$set");
                    fields.put("position", new Document("$literal", new Document("token", token)));
                    stage.put("$set", fields);
                }
            }
            default -> {}
        }
    }

    // ---- replies

    @Override
    public void received(String commandName, Document command, Document reply) {
        Long sentNanos = sent.remove(command);
        if (sentNanos != null) {
            lastRequestNanos = simulation.elapsed().toNanos() - sentNanos;
        }
        Document cursor = reply.documentOrNull("cursor");
        if (cursor != null) {
            searched = cursor.get("postBatchResumeToken");
        }
        boolean isFailure = commandName.equals("aggregate") && reply.has("code");
        if (bug == DurableBug.FAILURE_TAKEN_FOR_LOSS && isFailure) {
            reply.put("code", HISTORY_LOST);
            reply.remove("errorLabels");
        }
    }
}
