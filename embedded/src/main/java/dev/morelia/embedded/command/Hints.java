package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.store.EmbeddedCollection;
import dev.morelia.embedded.store.IndexDefinition;
import dev.morelia.embedded.store.Namespace;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import org.jspecify.annotations.Nullable;

/** The {@code hint} of a command: an index by name or by key, which must exist, or {@code $natural}. */
final class Hints {

    private Hints() {}

    /**
     * Checks a hint.
     *
     * @param collection null if there is none; then any hint is accepted
     * @return the order of a scan of that index; null if there is no hint
     */
    static @Nullable Document order(
            @Nullable Object hint, Namespace namespace, @Nullable EmbeddedCollection collection) {
        if (hint == null || (hint instanceof Document empty && empty.isEmpty())) {
            return null;
        }
        if (!(hint instanceof String) && !(hint instanceof Document)) {
            throw CommandFailure.failedToParse("Hint must be a string or an object");
        }
        if (hint instanceof Document document && document.containsKey("$natural")) {
            return document;
        }
        if (collection == null) {
            return null;
        }
        var index = find(hint, collection);
        if (index == null) {
            throw CommandFailure.badValue("error processing query: ns=" + namespace
                    + " planner returned error :: caused by :: hint provided does not correspond to an existing index"
                    + " (bad hint " + ShellText.of(hint) + ")");
        }
        return index.key().values().stream().allMatch(Number.class::isInstance) ? index.key() : null;
    }

    static @Nullable IndexDefinition find(Object hint, EmbeddedCollection collection) {
        return collection.definitions().stream()
                .filter(definition -> hint instanceof Document key
                        ? definition.hasKey(key)
                        : definition.name().equals(hint))
                .findFirst()
                .orElse(null);
    }
}
