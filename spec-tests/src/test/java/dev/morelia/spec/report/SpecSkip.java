package dev.morelia.spec.report;

import org.opentest4j.TestAbortedException;

/** Thrown by the body of a case to end it as skipped; JUnit shows it as aborted, the report with its reason. */
public final class SpecSkip extends TestAbortedException {
    private static final long serialVersionUID = 1L;

    private final SkipReason reason;
    private final String detail;

    /**
     * Creates the exception.
     *
     * @param reason the reason
     * @param detail what is missing, such as the name of an operation; may be empty
     */
    public SpecSkip(SkipReason reason, String detail) {
        super(detail.isEmpty() ? reason.text() : reason.text() + ": " + detail);
        this.reason = reason;
        this.detail = detail;
    }

    /** Why the case was skipped. */
    public SkipReason reason() {
        return reason;
    }

    /** What is missing; may be empty. */
    public String detail() {
        return detail;
    }
}
