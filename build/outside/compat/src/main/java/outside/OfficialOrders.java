package outside;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import dev.morelia.compat.CompatClients;
import dev.morelia.compat.dropin.DropIn;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** The orders of a shop, with the interfaces of the official driver. */
final class OfficialOrders {
    /** Places two orders in the deployment that the argument names, and reads them back; fails if they differ. */
    public static void main(String... arguments) {
        DropIn.check();
        var placed = List.of(order(1, "18.00"), order(2, "4.50"));
        try (MongoClient writer = CompatClients.create(arguments[0]);
                MongoClient reader = MongoClients.create(arguments[0])) {
            var database = writer.getDatabase("outside");
            database.drop();
            database.getCollection("orders").insertMany(placed);
            var read = reader.getDatabase("outside")
                    .getCollection("orders")
                    .find(Filters.eq("customer", "Ada"))
                    .sort(new Document("_id", 1))
                    .into(new ArrayList<>());
            database.drop();
            if (!read.equals(placed) || !reader.getClass().equals(writer.getClass())) {
                throw new IllegalStateException("placed " + placed + ", read " + read + " with " + reader.getClass());
            }
            System.out.println("read " + read.size() + " orders with the interfaces of the official driver on Java "
                    + Runtime.version().feature());
        }
    }

    private static Document order(int number, String price) {
        return new Document("_id", number).append("customer", "Ada").append("price", price);
    }
}
