package dev.morelia.tools;

import static dev.morelia.builder.Accumulators.sum;
import static dev.morelia.builder.Aggregates.group;
import static dev.morelia.builder.Aggregates.sort;
import static dev.morelia.builder.Aggregates.unwind;
import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.exists;
import static dev.morelia.builder.Filters.gte;
import static dev.morelia.builder.Projections.exclude;
import static dev.morelia.builder.Sorts.ascending;
import static dev.morelia.builder.Sorts.descending;
import static dev.morelia.builder.Updates.set;

import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.async.AsyncMongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.options.CountOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.admin.IndexOptions;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The steps of {@code morelia demo --async}: those of {@link Tour} with the async API, printed in the same way. */
final class AsyncTour {
    private final AsyncMongoDatabase database;
    private final AsyncMongoCollection<Document> orders;
    private final Consumer<@Nullable Object> screen;

    /** Prepares the tour; see {@link Tour#Tour}. */
    AsyncTour(AsyncMongoDatabase database, Consumer<@Nullable Object> screen) {
        this.database = database;
        this.orders = database.collection("orders");
        this.screen = screen;
    }

    private void show(@Nullable Object result) {
        screen.accept(result);
    }

    @Step(
            number = 1,
            title = "Insert",
            text = "A method returns a CompletableFuture at once, so both inserts run at the same time. join() waits "
                    + "for a result, as only a demo does.")
    void insert() {
        var tea = Document.of("item", "tea", "count", 2, "price", 4.5);
        var cup = Document.of("item", "cup", "count", 1, "price", 9.0);
        var one = Document.of("number", 1, "name", "Ada", "lines", List.of(tea, cup));
        var two = Document.of("number", 2, "name", "Bob", "lines", List.of(cup));
        var three = Document.of("number", 3, "name", "Ada", "lines", List.of(tea));
        var first = orders.insertOne(one);
        var others = orders.insertMany(List.of(two, three));
        show(first.join().insertedId());
        show(others.join().insertedCount());
    }

    @Step(
            number = 2,
            title = "Find",
            text = "A query is a Flow.Publisher, for Reactor, RxJava and Mutiny: each subscription runs it, and gets "
                    + "no more documents than it requests. Without such a library, ask for a list or the first result.")
    void find() {
        var newestFirst = orders.find(eq("name", "Ada")).sort(descending("number"));
        show(newestFirst.projection(exclude("_id")).toList().join());
        show(newestFirst.map(order -> order.int32("number")).first().join());
    }

    @Step(
            number = 3,
            title = "Update inside an array",
            text = "What needs the result of an operation follows it with thenCompose. It runs on a virtual thread, "
                    + "after the connection is back in the pool.")
    void update() {
        var cups = new UpdateOptions().arrayFilters(List.of(eq("line.item", "cup")));
        var prices = orders.updateMany(exists("lines"), set("lines.$[line].price", 8.0), cups)
                .thenCompose(updated -> orders.distinct("lines.price", Double.class));
        show(prices.join());
    }

    @Step(
            number = 4,
            title = "An error that explains itself",
            text = "There is an order 3 already. The errors are those of the blocking API; they come through the "
                    + "future, those of invalid arguments, too.")
    void duplicateKey() {
        var unique = new IndexOptions().unique(true);
        show(orders.createIndex(ascending("number"), unique).join());
        var again = orders.insertOne(Document.of("number", 3, "name", "Eve"));
        show(again.handle((inserted, failure) -> failure.getMessage()).join());
    }

    @Step(
            number = 5,
            title = "Aggregate",
            text = "An action for each document may block: it runs on a virtual thread, too.")
    void aggregate() {
        var byItem = group("$lines.item", sum("sold", "$lines.count"));
        var sold = new StringBuilder();
        var done = orders.aggregate(List.of(unwind("lines"), byItem, sort(ascending("_id"))))
                .forEach(item -> sold.append(item.toJson()).append(' '));
        show(done.thenApply(ignored -> sold).join());
    }

    @Step(number = 6, title = "Records", text = "Views, options, results and codecs are the same in both APIs.")
    void records() {
        record Line(String item, int count, double price) {}
        record Order(int number, String name, List<Line> lines) {}

        var typed = database.collection("orders", Order.class);
        var since3 = typed.insertOne(new Order(4, "Eve", List.of(new Line("pot", 1, 30.0))))
                .thenCompose(inserted ->
                        typed.find(gte("number", 3)).sort(ascending("number")).toList());
        show(since3.join());
    }

    @Step(
            number = 7,
            title = "Count with a hint",
            text = "Both ways to name an index, at the same time; then the blocking API of the same collection.")
    void count() {
        var since2 = gte("number", 2);
        var byName = orders.countDocuments(since2, new CountOptions().hint("number_1"));
        var keys = new CountOptions().hint(ascending("number"));
        var byKeys = orders.countDocuments(since2, keys);
        show(byName.thenCombine(byKeys, List::of).join());

        show(orders.blocking().countDocuments(since2));
    }
}
