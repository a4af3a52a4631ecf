package dev.morelia.error;

import dev.morelia.bson.Document;
import dev.morelia.internal.errordetail.ValidationReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A write violated the validation rules of its collection (code 121). It was not executed. */
public final class DocumentValidationException extends ServerException {
    private static final long serialVersionUID = 1;

    private final List<String> violations;

    /**
     * A write that failed with this error.
     *
     * @param error what the server reported
     */
    public DocumentValidationException(ReportedError error) {
        this(error, ValidationReport.of(error.details()));
    }

    private DocumentValidationException(ReportedError error, List<String> violations) {
        super(error, advice(violations), RetryAdvice.UNSAFE);
        this.violations = violations;
    }

    private static String advice(List<String> violations) {
        if (violations.isEmpty()) {
            return "The document violates the validation rules of the collection";
        }
        return "The document violates these rules: " + ValidationReport.summary(violations);
    }

    /** One line for each violated rule: path of the field, rule and value; empty from servers before 5.0. */
    public List<String> violations() {
        return violations;
    }

    /** More about the error, the {@code errInfo}; null if the server sent none. */
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
