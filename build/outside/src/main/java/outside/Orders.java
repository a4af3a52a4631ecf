package outside;

import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Sorts.descending;
import static dev.morelia.builder.Updates.set;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.ObjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The orders of a shop. */
final class Orders {
    private final MongoCollection<Order> orders;

    Orders(MongoDatabase database) {
        orders = database.collection("orders", Order.class);
    }

    Order place(String customer, String price) {
        var order = new Order(
                new ObjectId(), customer, new BigDecimal(price), Instant.ofEpochMilli(System.currentTimeMillis()));
        orders.insertOne(order);
        return order;
    }

    void rename(String from, String to) {
        orders.updateMany(eq("customer", from), set("customer", to));
    }

    List<Order> of(String customer) {
        return orders.find(eq("customer", customer)).sort(descending("price")).toList();
    }

    /** Places two orders in the deployment that the argument names, and reads them back; fails if they differ. */
    public static void main(String... arguments) {
        try (var client = MongoClient.create(arguments[0])) {
            var database = client.database("outside");
            database.drop();
            var orders = new Orders(database);
            var placed = List.of(orders.place("Ada", "18.00"), orders.place("Ada", "4.50"));
            var read = orders.of("Ada");
            database.drop();
            if (!read.equals(placed)) {
                throw new IllegalStateException("placed " + placed + ", read " + read);
            }
            System.out.println("read " + read.size() + " orders with "
                    + (Orders.class.getModule().isNamed() ? Orders.class.getModule() : "the class path") + " on Java "
                    + Runtime.version().feature());
        }
    }
}
