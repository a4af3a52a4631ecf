package dev.morelia.internal.operation.write;

/** The three write commands that carry many statements. */
public enum WriteKind {
    /** {@code insert} with {@code documents}. */
    INSERT("insert", "documents"),
    /** {@code update} with {@code updates}. */
    UPDATE("update", "updates"),
    /** {@code delete} with {@code deletes}. */
    DELETE("delete", "deletes");

    private final String commandName;
    private final String sequenceName;

    WriteKind(String commandName, String sequenceName) {
        this.commandName = commandName;
        this.sequenceName = sequenceName;
    }

    /** The command's name. */
    public String commandName() {
        return commandName;
    }

    /** The identifier of the document sequence that carries the statements. */
    public String sequenceName() {
        return sequenceName;
    }
}
