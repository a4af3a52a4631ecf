package dev.morelia.examples.orderservice;

import static dev.morelia.builder.Accumulators.sum;
import static dev.morelia.builder.Aggregates.group;
import static dev.morelia.builder.Aggregates.match;
import static dev.morelia.builder.Aggregates.sort;
import static dev.morelia.builder.Aggregates.unwind;
import static dev.morelia.builder.Filters.and;
import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.gte;
import static dev.morelia.builder.Indexes.ascendingKeys;
import static dev.morelia.builder.Indexes.compound;
import static dev.morelia.builder.Indexes.descendingKeys;
import static dev.morelia.builder.Sorts.descending;
import static dev.morelia.builder.Updates.inc;
import static dev.morelia.builder.Updates.set;

import dev.morelia.ClientSession;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Products and orders. Stock and orders always agree, as each change of both is one transaction. Thread-safe. */
final class Shop {
    private final MongoClient client;
    private final MongoCollection<Product> products;
    private final MongoCollection<Order> orders;

    /** A product; its id is the article number. */
    record Product(String id, BigDecimal price, int stock) {}

    /** So many pieces of a product, at the price of the day. */
    record Line(String product, int quantity, BigDecimal price) {
        BigDecimal total() {
            return price.multiply(BigDecimal.valueOf(quantity));
        }
    }

    enum State {
        PLACED,
        CANCELLED
    }

    /** The collection's documents look like this: lines are an array of documents, the state is its name. */
    record Order(ObjectId id, String customer, Instant placedAt, State state, List<Line> lines) {
        BigDecimal total() {
            return lines.stream().map(Line::total).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /** A line of the report: what was sold of a product. */
    record Sale(String id, int quantity, BigDecimal revenue) {}

    Shop(MongoClient client, String database) {
        this.client = client;
        var shop = client.database(database);
        products = shop.collection("products", Product.class);
        orders = shop.collection("orders", Order.class);
        // For ordersOf. Does nothing if the index exists.
        orders.createIndex(compound(ascendingKeys("customer"), descendingKeys("placedAt")));
    }

    void add(Product product) {
        products.insertOne(product);
    }

    Optional<Product> product(String id) {
        return products.findOne(eq("_id", id));
    }

    /**
     * Places an order, of all that is in the basket or of nothing.
     *
     * @param basket how many of each product; sorted, so that two orders never wait for each other in a circle
     * @throws OutOfStockException if there is not enough of a product; nothing has changed then
     */
    Order place(String customer, SortedMap<String, Integer> basket) throws OutOfStockException {
        return client.callInTransaction(session -> {
            var lines = new ArrayList<Line>();
            for (var wanted : basket.entrySet()) {
                lines.add(take(session, wanted.getKey(), wanted.getValue()));
            }
            var order = new Order(new ObjectId(), customer, Instant.now(), State.PLACED, lines);
            orders.with(session).insertOne(order);
            return order;
        });
    }

    /** Optimistic: the filter finds the product only while there is enough of it, and nothing is locked before. */
    private Line take(ClientSession session, String id, int quantity) throws OutOfStockException {
        var enough = and(eq("_id", id), gte("stock", quantity));
        var product = products.with(session)
                .findOneAndUpdate(enough, inc("stock", -quantity))
                .orElseThrow(() -> new OutOfStockException(id));
        return new Line(id, quantity, product.price());
    }

    /**
     * Cancels an order and returns its products to the stock.
     *
     * @return false if there is no such order, or it is cancelled already
     */
    boolean cancel(ObjectId id) {
        return client.callInTransaction(session -> {
            var placed = and(eq("_id", id), eq("state", State.PLACED.name()));
            var order = orders.with(session).findOneAndUpdate(placed, set("state", State.CANCELLED.name()));
            for (var line : order.map(Order::lines).orElse(List.of())) {
                products.with(session).updateOne(eq("_id", line.product()), inc("stock", line.quantity()));
            }
            return order.isPresent();
        });
    }

    /** The orders of a customer, the latest first. */
    List<Order> ordersOf(String customer) {
        return orders.find(eq("customer", customer))
                .sort(descending("placedAt"))
                .toList();
    }

    /** What was sold, best first; computed by the server. */
    List<Sale> sales() {
        var revenue = Document.of("$multiply", List.of("$lines.price", "$lines.quantity"));
        return orders.aggregate(
                        List.of(
                                match(eq("state", State.PLACED.name())),
                                unwind("$lines"),
                                group("$lines.product", sum("quantity", "$lines.quantity"), sum("revenue", revenue)),
                                sort(descending("revenue"))),
                        Sale.class)
                .toList();
    }
}
