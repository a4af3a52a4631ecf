package dev.morelia.testkit.simulation;

import java.util.List;
import java.util.Set;

/** What a test makes go wrong at a {@link SimulatedServer}: commands that fail, and replies that are lost. */
final class Failures {

    /** What happens instead of executing a command; a code of 0 closes the link. */
    record Failure(int code, List<String> labels) {}

    private Failure failure = new Failure(0, List.of());
    private Set<String> commandNames = Set.of();
    private int failuresLeft;
    private int repliesToLose;
    private int unfulfilledLeft;
    private int unfulfilledCode;

    /** Without names, all commands other than handshakes fail; without labels, they have those of a real server. */
    void fail(int count, Failure wanted, Set<String> names) {
        failuresLeft = count;
        failure = wanted;
        commandNames = names;
    }

    void loseReplies(int count) {
        repliesToLose = count;
    }

    void failWriteConcern(int count, int code) {
        unfulfilledLeft = count;
        unfulfilledCode = code;
    }

    boolean isFailing(String commandName) {
        if (failuresLeft == 0 || repliesToLose > 0 || !(commandNames.isEmpty() || commandNames.contains(commandName))) {
            return false;
        }
        failuresLeft--;
        return true;
    }

    Failure failure() {
        return failure;
    }

    boolean isReplyLost() {
        return repliesToLose > 0 && repliesToLose-- > 0;
    }

    /** The code of the write concern error of the next write; 0 for none. */
    int nextWriteConcernError() {
        return unfulfilledLeft > 0 && unfulfilledLeft-- > 0 ? unfulfilledCode : 0;
    }
}
