package dev.morelia.internal.copy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.DatabaseCopyException;
import dev.morelia.internal.argument.Argument;
import dev.morelia.options.admin.CopyDatabaseOptions;
import dev.morelia.options.admin.CopyDatabaseOptions.IfExists;
import dev.morelia.result.CopiedCollection;
import dev.morelia.result.CopyDatabaseResult;
import dev.morelia.result.CopyProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Copies a database: checks, creates the collections, copies documents and indexes, then creates the views. */
public final class DatabaseCopy {
    private static final Set<String> INTERNAL = Set.of("admin", "config", "local");

    private final CopySide from;
    private final CopySide to;
    private final CopyDatabaseOptions options;
    private final List<CollectionCopy> copies = new ArrayList<>();
    private long expectedDocuments;
    private long expectedBytes;

    private DatabaseCopy(CopySide from, CopySide to, CopyDatabaseOptions options) {
        this.from = from;
        this.to = to;
        this.options = options;
    }

    /**
     * Copies a database.
     *
     * @throws IllegalArgumentException if it cannot be copied there
     * @throws DatabaseCopyException if it is not copied because of what is there
     */
    public static CopyDatabaseResult run(CopySide from, CopySide to, CopyDatabaseOptions options) {
        Argument.notNull("options", options);
        if (INTERNAL.contains(to.database())) {
            throw Argument.rejected("to", to.database(), "must not be a database of the server itself");
        }
        if (from.database().equals(to.database()) && from.core().equals(to.core())) {
            throw Argument.rejected("to", to.database(), "must not be the database that is copied");
        }
        if (!to.context().writeConcern().isAcknowledged()) {
            throw new IllegalArgumentException(
                    "the write concern must not be unacknowledged: what was copied could not be counted");
        }
        return new DatabaseCopy(from.apart(), to.apart(), options).run();
    }

    private CopyDatabaseResult run() {
        List<SourceCollection> wanted = wanted();
        Map<String, SourceCollection> existing = new HashMap<>();
        to.collections().forEach(collection -> existing.put(collection.name(), collection));
        requireAnother(wanted, existing);
        boolean replaced = options.ifExists() == IfExists.DROP;
        if (replaced) {
            wanted.forEach(collection -> drop(collection, existing));
            to.drop(CopyState.NAME);
        }
        CopyState state = state();
        if (!replaced) {
            requireNoConflict(wanted, existing, state);
        }
        List<Consumer<BooleanSupplier>> tasks = new ArrayList<>();
        for (SourceCollection collection : wanted) {
            if (!collection.isView()) {
                copies.add(begun(collection, existing, state));
                tasks.addAll(copies.getLast().tasks());
            }
        }
        String tried = "copying the database " + from.database() + " to " + to.database();
        new CopyWorkers(to.core().env(), tried).run(tasks, options.parallelism(), this::report);
        var results = new ArrayList<CopiedCollection>();
        copies.forEach(copy -> results.add(copy.result()));
        results.addAll(createViews(wanted, existing, state));
        // While the copy can be resumed, as it throws what the program does.
        report();
        state.end();
        return new CopyDatabaseResult(results);
    }

    private CopyState state() {
        try {
            return CopyState.read(to);
        } catch (BsonException damaged) {
            throw new DatabaseCopyException("The collection " + to.database() + "." + CopyState.NAME
                    + " is damaged, which says how far a copy has come: " + damaged.getMessage()
                    + ". Nothing was written; begin anew with IfExists.DROP");
        }
    }

    private List<SourceCollection> wanted() {
        List<SourceCollection> found = from.collections().stream()
                .filter(collection -> !collection.name().equals(CopyState.NAME))
                .filter(collection ->
                        options.collections().isEmpty() || options.collections().contains(collection.name()))
                .toList();
        var missing = new TreeSet<>(options.collections());
        found.forEach(collection -> missing.remove(collection.name()));
        if (!missing.isEmpty()) {
            throw new DatabaseCopyException("The database " + from.database() + " has no collection or view "
                    + shown(missing) + ": check the names, and whether the user may list it. Nothing was copied");
        }
        if (found.isEmpty()) {
            throw new DatabaseCopyException("The database " + from.database()
                    + " has no collections: check its name, and whether the user may list them. Nothing was copied");
        }
        return found;
    }

    private static String shown(Set<String> names) {
        return String.join(", ", names.stream().map(Argument::shown).toList());
    }

    /** Two clients may be of the same server; to drop the target would then lose what is to be copied. */
    private void requireAnother(List<SourceCollection> wanted, Map<String, SourceCollection> existing) {
        for (SourceCollection collection : wanted) {
            SourceCollection other = existing.get(collection.name());
            if (other != null && collection.uuid() != null && collection.uuid().equals(other.uuid())) {
                throw new DatabaseCopyException("The database " + to.database()
                        + " is the one that is to be copied: both clients use the same servers. Nothing was written");
            }
        }
    }

    private void requireNoConflict(
            List<SourceCollection> wanted, Map<String, SourceCollection> existing, CopyState state) {
        boolean resumed = options.ifExists() == IfExists.RESUME;
        var others = new TreeSet<>(state.collections());
        wanted.forEach(collection -> others.remove(collection.name()));
        if (resumed && !others.isEmpty()) {
            throw notResumed("it was begun with " + shown(others) + ", too");
        }
        var conflicts = new TreeSet<String>();
        for (SourceCollection collection : wanted) {
            CopyState.Known known = resumed ? state.of(collection.name()) : null;
            if (known != null && !Objects.equals(known.uuid(), collection.uuid())) {
                throw notResumed("the collection " + Argument.shown(collection.name())
                        + " is not the one that it was begun with");
            }
            if (known == null && existing.containsKey(collection.name())) {
                conflicts.add(collection.name());
            }
        }
        boolean unfinished = !resumed && !state.isEmpty();
        if (unfinished || !conflicts.isEmpty()) {
            throw new DatabaseCopyException("The database " + to.database() + " has "
                    + (unfinished ? "an unfinished copy" : "collections of these names: " + shown(conflicts))
                    + ". Nothing was written; " + (unfinished ? "continue it with IfExists.RESUME, " : "")
                    + "replace them with IfExists.DROP, or copy to another database");
        }
    }

    private DatabaseCopyException notResumed(String reason) {
        return new DatabaseCopyException("The copy in the database " + to.database() + " cannot be resumed: " + reason
                + ". Nothing was written; begin anew with IfExists.DROP");
    }

    private void drop(SourceCollection collection, Map<String, SourceCollection> existing) {
        if (existing.remove(collection.name()) != null) {
            to.drop(collection.name());
        }
    }

    /** Creates a collection, or finds what an interrupted copy has done of it. */
    private CollectionCopy begun(SourceCollection collection, Map<String, SourceCollection> existing, CopyState state) {
        CopyState.Known known = state.of(collection.name());
        if (known != null && existing.containsKey(collection.name()) && known.isOfUse()) {
            expectedDocuments += known.expected("documents");
            expectedBytes += known.expected("bytes");
            return new CollectionCopy(from, to, state, collection, known.division(), known);
        }
        if (known != null) {
            drop(collection, existing);
            state.forget(collection.name());
        }
        var division = Division.of(from, collection);
        expectedDocuments += division.documents();
        expectedBytes += division.bytes();
        state.begin(collection, division);
        to.create(collection.name(), collection.options());
        return new CollectionCopy(from, to, state, collection, IdRange.between(division.bounds()), null);
    }

    private List<CopiedCollection> createViews(
            List<SourceCollection> wanted, Map<String, SourceCollection> existing, CopyState state) {
        var created = new ArrayList<CopiedCollection>();
        for (SourceCollection view : wanted) {
            if (view.isView()) {
                drop(view, existing);
                state.begin(view, new Division(0, 0, List.of()));
                to.create(view.name(), new Document(view.options()));
                created.add(new CopiedCollection(view.name(), view.type(), 0, 0, 0));
            }
        }
        return created;
    }

    private void report() {
        long documents = copies.stream().mapToLong(CollectionCopy::documents).sum();
        long bytes = copies.stream().mapToLong(CollectionCopy::bytes).sum();
        int complete = (int) copies.stream().filter(CollectionCopy::isComplete).count();
        options.progress()
                .accept(new CopyProgress(documents, expectedDocuments, bytes, expectedBytes, complete, copies.size()));
    }
}
