package dev.morelia.options;

import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.Namespace;

/**
 * One write of a bulk write of a client, with the collection that it is for; made by {@link WriteModel#in}. Immutable
 * and thread-safe as far as the documents in it are not changed.
 *
 * @param namespace the collection
 * @param model what to write there
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/bulk-write.md#write-models">Bulk Write: write models</a>
 */
public record NamespacedWrite(Namespace namespace, WriteModel<?> model) {
    /** Checks that nothing is null. */
    public NamespacedWrite {
        Argument.notNull("namespace", namespace);
        Argument.notNull("model", model);
    }
}
