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

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.options.CountOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.admin.IndexOptions;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@code morelia demo}. Each method is printed as it is written here while it runs, and the argument of
 * {@link #show} is printed below that line; so no step calls it in a loop or in a branch that is not taken, and lines
 * are short. A step may depend on the data of the steps before it.
 */
final class Tour {
    private final MongoDatabase database;
    private final MongoCollection<Document> orders;
    private final Consumer<@Nullable Object> screen;

    /**
     * Prepares the tour.
     *
     * @param screen receives the results, in the order of the calls of {@code show} in the source
     */
    Tour(MongoDatabase database, Consumer<@Nullable Object> screen) {
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
            text = "A document keeps its fields in order. A collection is created with its first document.")
    void insert() {
        var tea = new Document("item", "tea").append("count", 2).append("price", 4.5);
        var cup = new Document("item", "cup").append("count", 1).append("price", 9.0);
        var one = Document.of("number", 1, "name", "Ada").append("lines", List.of(tea, cup));
        show(orders.insertOne(one).insertedId());

        var two = Document.of("number", 2, "name", "Bob").append("lines", List.of(cup));
        var three = Document.of("number", 3, "name", "Ada").append("lines", List.of(tea));
        show(orders.insertMany(List.of(two, three)).insertedIds());
    }

    @Step(
            number = 2,
            title = "Find",
            text = "A query is a value: nothing is sent until you iterate, or ask for a list or the first result. "
                    + "Filters are documents, and a value in them can never turn into an operator.")
    void find() {
        var byAda = orders.find(eq("name", "Ada"));
        var newestFirst = byAda.sort(descending("number")).projection(exclude("_id"));
        show(newestFirst.toList());
        show(eq("name", Document.of("$ne", "Ada")));
    }

    @Step(
            number = 3,
            title = "Update inside an array",
            text = "The array filter selects the elements: every cup in every order gets a new price.")
    void update() {
        var cups = new UpdateOptions().arrayFilters(List.of(eq("line.item", "cup")));
        var cheaper = set("lines.$[line].price", 8.0);
        var result = orders.updateMany(exists("lines"), cheaper, cups);
        show(result.matchedCount() + " matched, " + result.modifiedCount() + " changed");
        show(orders.distinct("lines.price", eq("lines.item", "cup"), Double.class));
    }

    @Step(
            number = 4,
            title = "An error that explains itself",
            text = "There is an order 3 already. The exception knows the index, the key and the value, and its "
                    + "message says what to do: no need to parse it.")
    void duplicateKey() {
        show(orders.createIndex(ascending("number"), new IndexOptions().unique(true)));
        try {
            orders.insertOne(Document.of("number", 3, "name", "Eve"));
        } catch (DuplicateKeyException duplicate) {
            show(List.of(duplicate.indexName(), duplicate.keyValue()));
            show(duplicate.getMessage());
        }
    }

    @Step(
            number = 5,
            title = "Aggregate",
            text = "Stages are created by static methods and are documents, too: how much of each item was sold?")
    void aggregate() {
        var sold = sum("sold", "$lines.count");
        var byItem = group("$lines.item", sold);
        show(orders.aggregate(List.of(unwind("lines"), byItem, sort(ascending("_id"))))
                .toList());
    }

    @Step(
            number = 6,
            title = "Records",
            text = "A collection of your own type. Records in records, lists, enums, Optional and java.time need "
                    + "no annotations; fields that the record does not have are ignored.")
    void records() {
        record Line(String item, int count, double price) {}
        record Order(int number, String name, List<Line> lines) {}

        var typed = database.collection("orders", Order.class);
        typed.insertOne(new Order(4, "Eve", List.of(new Line("pot", 1, 30.0))));
        show(typed.find(gte("number", 3)).sort(ascending("number")).toList());
    }

    @Step(
            number = 7,
            title = "Count with a hint",
            text = "A hint is an index's name or its keys: both of these count on the index of step 4.")
    void count() {
        var byName = new CountOptions().hint("number_1");
        show(orders.countDocuments(gte("number", 2), byName));

        var byKeys = new CountOptions().hint(ascending("number"));
        show(orders.countDocuments(gte("number", 2), byKeys));
    }
}
