package dev.morelia.compat.internal.query;

import com.mongodb.client.cursor.TimeoutMode;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.options.CursorType;
import dev.morelia.options.ExplainVerbosity;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Values of options that several queries have. */
final class Translated {
    private Translated() {}

    static @Nullable BsonValue comment(@Nullable String comment) {
        return comment == null ? null : new BsonString(comment);
    }

    static @Nullable String timeoutMode(@Nullable TimeoutMode mode) {
        return mode == null
                ? null
                : dev.morelia.options.TimeoutMode.valueOf(mode.name()).specName();
    }

    static @Nullable String cursorType(com.mongodb.CursorType type) {
        return switch (Given.notNull("cursorType", type)) {
            case NonTailable -> null;
            case Tailable -> CursorType.TAILABLE.specName();
            case TailableAwait -> CursorType.TAILABLE_AWAIT.specName();
        };
    }

    /** Unless it is given, servers explain all plans. */
    static ExplainVerbosity verbosity(com.mongodb.@Nullable ExplainVerbosity verbosity) {
        return switch (verbosity) {
            case null -> ExplainVerbosity.ALL_PLANS_EXECUTION;
            case QUERY_PLANNER -> ExplainVerbosity.QUERY_PLANNER;
            case EXECUTION_STATS -> ExplainVerbosity.EXECUTION_STATS;
            case ALL_PLANS_EXECUTIONS -> ExplainVerbosity.ALL_PLANS_EXECUTION;
        };
    }

    static <E> E explanation(dev.morelia.bson.Document explanation, Class<E> type, Encoding encoding) {
        return Bytes.decode(RawDocument.encode(explanation), encoding.codec(type));
    }
}
