package dev.morelia.error;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.errordetail.DuplicateKey;
import dev.morelia.internal.errordetail.ValidationReport;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.WriteConcernError;
import dev.morelia.topology.ServerAddress;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One error as a server reported it, which a {@link ServerException} is made of. Immutable as far as its
 * documents are not changed.
 *
 * @param tried what was tried, as in {@code insert on app.people}
 * @param server the server that reported it, or null
 * @param error the document that holds {@code code} and {@code errmsg}: the reply itself, one of its
 *     {@code writeErrors}, or its {@code writeConcernError}
 * @param reply the whole reply
 */
public record ReportedError(String tried, @Nullable ServerAddress server, Document error, RawDocument reply)
        implements Serializable {
    private static final RawDocument NO_REPLY = RawDocument.of(new byte[] {5, 0, 0, 0, 0});

    /** Checks that nothing is null but the server. */
    public ReportedError {
        Argument.notNull("tried", tried);
        Argument.notNull("error", error);
        Argument.notNull("reply", reply);
    }

    /** An error of the whole command: the reply says {@code ok: 0}. */
    public static ReportedError of(String tried, @Nullable ServerAddress server, RawDocument reply) {
        return new ReportedError(tried, server, reply.toDocument(), reply);
    }

    /** An error of the driver itself, before anything was sent: without a server, a code or a reply. */
    static ReportedError ofDriver(String tried, String message) {
        return new ReportedError(tried, null, new Document("errmsg", message), NO_REPLY);
    }

    /** The server's error code; -1 if it sent none. */
    public int code() {
        return error.get("code") instanceof Number code ? code.intValue() : -1;
    }

    /** The name of the server's error code; empty if it sent none. */
    public String codeName() {
        return error.get("codeName") instanceof String name ? name : "";
    }

    /** The server's error message; a text that says so if it sent none. */
    public String message() {
        if (error.get("errmsg") instanceof String message && !message.isBlank()) {
            return message;
        }
        return error.get("$err") instanceof String message ? message : "the server gave no reason";
    }

    /** More about the error, the {@code errInfo}; null if the server sent none. */
    public @Nullable Document details() {
        return error.get("errInfo") instanceof Document details ? details : null;
    }

    /** The labels of the reply and of the error itself. */
    public Set<String> errorLabels() {
        var labels = new LinkedHashSet<String>();
        addLabels(labels, reply.valueOrNull("errorLabels"));
        addLabels(labels, error.get("errorLabels"));
        return Collections.unmodifiableSet(labels);
    }

    private static void addLabels(Set<String> labels, @Nullable Object field) {
        if (field instanceof Collection<?> names) {
            for (Object name : names) {
                if (name instanceof String label) {
                    labels.add(label);
                }
            }
        }
    }

    /** This error as a write concern error: it is the {@code writeConcernError} of a reply. */
    public WriteConcernError toWriteConcernError() {
        return new WriteConcernError(code(), codeName(), message(), details());
    }

    /**
     * This error as one of many: it is an element of {@code writeErrors}.
     *
     * @param index place of the write in the list that the caller passed
     * @param documentId the {@code _id} of the document to insert, as far as it is known; null for other writes
     */
    public BulkWriteError toBulkWriteError(int index, @Nullable Object documentId) {
        String explanation = message();
        if (ErrorCode.isDuplicateKey(code())) {
            explanation = DuplicateKey.of(error, message()).explanation();
        } else if (code() == ErrorCode.DOCUMENT_VALIDATION_FAILURE.number()) {
            var violations = ValidationReport.of(details());
            explanation = violations.isEmpty()
                    ? explanation
                    : "The document violates these rules of its collection: " + ValidationReport.summary(violations);
        }
        return new BulkWriteError(index, documentId, code(), message(), details(), explanation, null);
    }

    /** "insert on app.people failed on host:27017: what the server said (code 59, CommandNotFound)". */
    String description() {
        // Where the server has no name for the code, the name is the code once more.
        String name = codeName().equals("Location" + code()) ? "" : codeName();
        return tried + " failed" + MongoException.on(server) + ": " + message()
                + (code() < 0 ? "" : " (code " + code() + (name.isEmpty() ? "" : ", " + name) + ")");
    }
}
