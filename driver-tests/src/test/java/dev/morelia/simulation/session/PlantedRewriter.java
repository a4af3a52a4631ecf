package dev.morelia.simulation.session;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.simulation.fault.RewritingEnv.Rewriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes messages as a driver with a certain bug would send and understand them. */
final class PlantedRewriter implements Rewriter {

    private static final Document SHARED = Document.of("id", new Binary((byte) 4, new byte[16]));
    private static final long DISTANCE = 1000;

    /** A session that is used in the place of another one. */
    private record Alias(Object session, long distance) {}

    private final SessionBug bug;
    private final Set<Document> ends = new HashSet<>();
    private final Set<Object> known = new HashSet<>();
    private final List<Object> dirty = new ArrayList<>();
    private final Map<Object, Alias> aliases = new HashMap<>();
    private long numbers;

    PlantedRewriter(SessionBug bug) {
        this.bug = bug;
    }

    @Override
    public @Nullable Document sent(String commandName, Document command) throws IOException {
        switch (bug) {
            case SESSION_SHARED -> useSession(command, SHARED);
            case SESSIONS_NOT_RETURNED -> {
                if (!command.has("autocommit")) {
                    useSession(command, session(++numbers));
                }
            }
            case DIRTY_SESSION_REUSED -> useDirty(command);
            case CLUSTER_TIME_NOT_GOSSIPED -> command.remove("$clusterTime");
            case AFTER_CLUSTER_TIME_NOT_SENT -> removeFromReadConcern(command, "afterClusterTime");
            case SNAPSHOT_TIME_NOT_SENT -> removeFromReadConcern(command, "atClusterTime");
            case READ_CONCERN_NOT_SENT -> removeFromReadConcern(command, "level");
            case WRITE_CONCERN_NOT_SENT -> acknowledgeByPrimary(commandName, command);
            default -> {
                return sentInTransaction(commandName, command);
            }
        }
        return null;
    }

    private @Nullable Document sentInTransaction(String commandName, Document command) throws IOException {
        boolean inTransaction = command.has("autocommit");
        switch (bug) {
            case COMMIT_NOT_RETRIED -> {
                if (commandName.equals("commitTransaction")
                        && !ends.add(Document.of("lsid", command.get("lsid"), "number", command.get("txnNumber")))) {
                    throw new IOException("not sent");
                }
            }
            case COMMIT_SKIPPED -> {
                return commandName.equals("commitTransaction") ? Document.of("ok", 1.0) : null;
            }
            case ABORT_SKIPPED -> {
                return commandName.equals("abortTransaction") ? Document.of("ok", 1.0) : null;
            }
            case ABORT_COMMITS -> {
                if (commandName.equals("abortTransaction")) {
                    rename(command, "commitTransaction");
                }
            }
            case RECOVERY_TOKEN_NOT_SENT -> command.remove("recoveryToken");
            case TRANSACTION_NOT_STARTED -> {
                if (inTransaction) {
                    return leaveTransaction(commandName, command);
                }
            }
            case WRITE_OUTSIDE_TRANSACTION -> {
                if (inTransaction && commandName.equals("insert") && !command.has("startTransaction")) {
                    return leaveTransaction(commandName, command);
                }
            }
            case TRANSACTION_NUMBER_NOT_ADVANCED -> {
                if (inTransaction) {
                    command.put("txnNumber", 1L);
                }
            }
            default -> renumbered(command, inTransaction);
        }
        return null;
    }

    private void renumbered(Document command, boolean inTransaction) {
        switch (bug) {
            case RETRY_WITH_OTHER_NUMBER -> {
                long attempt = inTransaction ? 0 : ++numbers % DISTANCE;
                if (command.get("txnNumber") instanceof Long number) {
                    command.put("txnNumber", number * DISTANCE + attempt);
                }
            }
            case RETRY_WITHOUT_NUMBER -> {
                if (!inTransaction) {
                    command.remove("txnNumber");
                }
            }
            default -> {}
        }
    }

    /** Both ends of the transaction are left out. */
    private static @Nullable Document leaveTransaction(String commandName, Document command) {
        if (commandName.endsWith("Transaction")) {
            return Document.of("ok", 1.0);
        }
        List.of("autocommit", "startTransaction", "txnNumber").forEach(command::remove);
        return null;
    }

    private static void rename(Document command, String commandName) {
        var renamed = new Document(commandName, 1);
        command.entrySet().stream().skip(1).forEach(field -> renamed.append(field.getKey(), field.getValue()));
        command.clear();
        command.putAll(renamed);
    }

    private static void removeFromReadConcern(Document command, String field) {
        Document concern = command.documentOrNull("readConcern");
        if (concern != null) {
            concern.remove(field);
            command.put("readConcern", concern);
        }
    }

    private static void acknowledgeByPrimary(String commandName, Document command) {
        boolean writes = switch (commandName) {
            case "insert", "update", "findAndModify" -> !command.has("autocommit");
            default -> commandName.equals("commitTransaction");
        };
        if (writes) {
            command.put("writeConcern", Document.of("w", 1));
        }
    }

    private static Document session(long number) {
        byte[] id = new byte[16];
        for (int i = 0; i < Long.BYTES; i++) {
            id[i] = (byte) (number >> (8 * i));
        }
        return Document.of("id", new Binary((byte) 4, id));
    }

    // ---- sessions ----

    private static void useSession(Document command, Document session) {
        if (command.has("lsid")) {
            command.put("lsid", session);
        }
    }

    private void useDirty(Document command) {
        Object session = command.get("lsid");
        if (session == null) {
            return;
        }
        if (known.add(session) && !dirty.isEmpty()) {
            aliases.put(session, new Alias(dirty.removeFirst(), DISTANCE * known.size()));
        }
        Alias alias = aliases.get(session);
        if (alias != null) {
            command.put("lsid", alias.session);
            if (command.get("txnNumber") instanceof Long number) {
                command.put("txnNumber", number + alias.distance);
            }
        }
    }

    @Override
    public void closed(Collection<Document> unanswered) {
        unanswered.stream().map(command -> command.get("lsid")).forEach(session -> {
            if (session != null) {
                dirty.add(session);
            }
        });
    }

    // ---- replies ----

    @Override
    public void received(String commandName, Document command, Document reply) {
        switch (bug) {
            case OPERATION_TIME_NOT_KEPT -> reply.remove("operationTime");
            case NO_WRITES_PERFORMED_IGNORED -> removeLabel(reply, "NoWritesPerformed");
            case TRANSIENT_ERROR_NOT_RETRIED -> removeLabel(reply, "TransientTransactionError");
            default -> {}
        }
    }

    private static void removeLabel(Document reply, String label) {
        List<String> labels = reply.listOrNull("errorLabels", String.class);
        if (labels != null) {
            reply.put(
                    "errorLabels",
                    labels.stream().filter(each -> !each.equals(label)).toList());
        }
    }

    @Override
    public long readTimeoutNanos(long nanos) {
        return bug == SessionBug.DEADLINE_REFRESHED && nanos != Long.MAX_VALUE ? 2 * nanos : nanos;
    }
}
