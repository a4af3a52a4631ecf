package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.morelia.MongoDatabase;
import dev.morelia.testkit.junit.MongoTest;
import dev.morelia.testkit.junit.MongoTest.Server;
import java.util.List;

class OrdersTest {
    @MongoTest
    void dearestOrderComesFirst(MongoDatabase database) {
        var orders = new Orders(database);
        var cheap = orders.place("Ada", "4.50");
        var dear = orders.place("Ada", "18.00");
        assertEquals(List.of(dear, cheap), orders.of("Ada"));
    }

    @MongoTest({Server.EMBEDDED, Server.MONGOD})
    void customersMayChangeTheirNames(MongoDatabase database) {
        var orders = new Orders(database);
        orders.place("Ada", "4.50");
        orders.rename("Ada", "Augusta");
        assertEquals(List.of(), orders.of("Ada"));
        assertEquals(1, orders.of("Augusta").size());
    }
}
