package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import java.util.List;

/** Replies created by the front itself. */
public final class Replies {

    private Replies() {}

    public static Document ok() {
        return Document.of("ok", 1.0);
    }

    public static Document error(Request request, ErrorCode code, String message) {
        return error(request, code.number(), message);
    }

    /** With the labels of a mongos: RetryableWriteError is added only by the members. */
    static Document error(Request request, int code, String message) {
        var error = Document.of("ok", 0.0, "errmsg", message)
                .append("code", code)
                .append("codeName", RouterErrors.nameOf(code));
        if (request.inTransaction() && RouterErrors.isTransient(code, request.endsTransaction())) {
            error.append("errorLabels", List.of(ErrorLabel.TRANSIENT_TRANSACTION_ERROR));
        }
        return error;
    }
}
