package dev.morelia.options;

import dev.morelia.internal.argument.Argument;
import java.util.Arrays;

/**
 * What a cursor does at the end of the results.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD</a>
 */
public enum CursorType {
    /** It closes; the default. */
    NON_TAILABLE("nonTailable"),
    /** It stays open on a capped collection, and later reads return what has been added. */
    TAILABLE("tailable"),
    /** As {@link #TAILABLE}, and the server waits a while for something to be added before it answers with nothing. */
    TAILABLE_AWAIT("tailableAwait"),
    /**
     * It closes, and until then the server sends batch after batch without being asked, as {@code CursorType.EXHAUST}
     * of PyMongo: for large results over long distances. The cursor keeps its connection from other operations until it
     * is read to its end or closed, and closing it earlier closes the connection. A mongos, a load balancer and a
     * server in a transaction are asked for each batch as usual. Nothing else is read ahead.
     */
    EXHAUST("exhaust");

    private final String specName;

    CursorType(String specName) {
        this.specName = specName;
    }

    /** Whether the cursor stays open at the end of the results. */
    public boolean isTailable() {
        return this == TAILABLE || this == TAILABLE_AWAIT;
    }

    /**
     * The name in the specification, for {@link #EXHAUST} that of PyMongo, and in the fields of options, such as {@code
     * tailableAwait}.
     */
    public String specName() {
        return specName;
    }

    /**
     * Returns the type with this name, in upper or lower case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static CursorType of(String specName) {
        Argument.notNull("specName", specName);
        return Arrays.stream(values())
                .filter(each -> each.specName.equalsIgnoreCase(specName))
                .findFirst()
                .orElseThrow(() -> Argument.rejected(
                        "cursorType", specName, "must be one of nonTailable, tailable, tailableAwait, exhaust"));
    }
}
