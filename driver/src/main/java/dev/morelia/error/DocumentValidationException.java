package dev.morelia.error;

import dev.morelia.bson.Document;
import dev.morelia.internal.errordetail.ValidationReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A write broke the validation rules of its collection (code 121). It was not executed. */
public final class DocumentValidationException extends ServerException {
    private static final long serialVersionUID = 1;

    private final List<String> violations;

    /** For the driver: made of what the server told. */
    public DocumentValidationException(ReportedError error) {
        this(error, ValidationReport.of(error.details()));
    }

    private DocumentValidationException(ReportedError error, List<String> violations) {
        super(error, advice(violations), RetryAdvice.UNSAFE);
        this.violations = violations;
    }

    private static String advice(List<String> violations) {
        if (violations.isEmpty()) {
            return "The document breaks the validation rules of the collection";
        }
        return "Rules that the document breaks: " + ValidationReport.summary(violations);
    }

    /** One line for each broken rule: the path of the field, the rule and the value; empty from servers before 5.0. */
    public List<String> violations() {
        return violations;
    }

    /** The server's own account, as in {@code errInfo}; null if it told none. */
    public @Nullable Document details() {
        return reportedError().details();
    }

    private DocumentValidationException(DocumentValidationException original) {
        super(original);
        violations = original.violations;
    }

    @Override
    DocumentValidationException copy() {
        return new DocumentValidationException(this);
    }
}
