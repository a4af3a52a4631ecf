package dev.morelia.spec.unified.operation;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.options.Options;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an operation. Tracks which of them a handler has read: an unread one is either a feature that the
 * driver does not support yet, or an error in the file.
 */
public final class Arguments {
    /** Arguments that any operation may have and that no handler can pass on until the driver supports them. */
    private static final Set<String> NOT_YET = Set.of("timeoutMS", "encryptedFields");

    private final Document arguments;
    private final Set<String> taken = new HashSet<>();

    public Arguments(Document arguments) {
        this.arguments = arguments;
    }

    /** A required document. */
    public Document document(String name) {
        return required(name, taken -> taken.document(name));
    }

    /** A required string. */
    public String string(String name) {
        return required(name, taken -> taken.string(name));
    }

    /** A required integer. */
    public int int32(String name) {
        return required(name, taken -> taken.int32(name));
    }

    /** A required boolean value. */
    public boolean bool(String name) {
        return required(name, taken -> taken.bool(name));
    }

    /** A required list. */
    public <E> List<E> list(String name, Class<E> type) {
        return required(name, taken -> taken.list(name, type));
    }

    /** A required value of any type. */
    public Object value(String name) {
        return required(name, taken -> taken.value(name, Object.class));
    }

    /** Whether the file has this argument. */
    public boolean has(String name) {
        return arguments.containsKey(name);
    }

    /** A value, or null if the file does not have it. */
    public @Nullable Object valueOrNull(String name) {
        return taken(name).get(name);
    }

    /** A document, or null if the file does not have it. */
    public @Nullable Document documentOrNull(String name) {
        return has(name) ? document(name) : null;
    }

    /** The {@code timeoutMS}, which any operation may have, or null if the file does not have it. */
    public @Nullable Duration timeoutOrNull() {
        return has("timeoutMS") ? Duration.ofMillis(required("timeoutMS", taken -> taken.int64("timeoutMS"))) : null;
    }

    /** Reads those of the named arguments that are present, as options for the driver's method. */
    public Document options(String... names) {
        var options = new Document();
        for (var name : names) {
            if (has(name)) {
                options.put(name, taken(name).get(name));
            }
        }
        return options;
    }

    /** Returns the options with these fields added. */
    static <T extends Options<T>> T with(T none, Document fields) {
        T options = none;
        for (var field : fields.entrySet()) {
            options = options.field(field.getKey(), field.getValue());
        }
        return options;
    }

    /** Throws if there is an argument that no handler has read. */
    public void finish() {
        for (var name : arguments.keySet()) {
            if (taken.contains(name)) {
                continue;
            }
            if (NOT_YET.contains(name)) {
                throw new SpecSkip(SkipReason.NOT_IMPLEMENTED, "argument " + name);
            }
            throw new MalformedOperation("unsupported argument '" + name + "'", null);
        }
    }

    private <R> R required(String name, Function<Document, R> read) {
        try {
            return read.apply(taken(name));
        } catch (BsonException e) {
            throw new MalformedOperation("argument '" + name + "' is missing or of the wrong type", e);
        }
    }

    private Document taken(String name) {
        taken.add(name);
        return arguments;
    }
}
