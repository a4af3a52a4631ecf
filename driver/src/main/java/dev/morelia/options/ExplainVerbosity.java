package dev.morelia.options;

/**
 * The level of detail of {@code explain}.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/explain/">Server manual: explain</a>
 */
public enum ExplainVerbosity {
    /** The plan that the server would take; nothing is run. */
    QUERY_PLANNER("queryPlanner"),
    /** The plan, and what it did when it was run. */
    EXECUTION_STATS("executionStats"),
    /** Also execution statistics of the rejected plans. */
    ALL_PLANS_EXECUTION("allPlansExecution");

    private final String value;

    ExplainVerbosity(String value) {
        this.value = value;
    }

    /** The server's word for it. */
    public String value() {
        return value;
    }
}
