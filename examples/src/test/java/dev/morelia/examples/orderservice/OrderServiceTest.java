package dev.morelia.examples.orderservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.ObjectId;
import dev.morelia.examples.orderservice.Shop.Order;
import dev.morelia.examples.orderservice.Shop.Product;
import dev.morelia.examples.orderservice.Shop.Sale;
import dev.morelia.examples.orderservice.Shop.State;
import dev.morelia.testkit.ReplicaSet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
final class OrderServiceTest {
    private static final String DATABASE = "order_service_test";

    @Test
    void printsWhatItDoes() throws Exception {
        var bytes = new ByteArrayOutputStream();
        OrderService.run(ReplicaSet.shared().uri(), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Ada orders tea and cups for 51.50",
                        "Bob gets nothing, not enough in stock: pot; cups left: 94",
                        "20 customers want the last 5 pots: 5 get one, left: 0",
                        "Ada cancels; cups left: 100, her order: CANCELLED",
                        "Sold: 5 pot for 150.00",
                        "Sold: 1 tea for 12.25");
    }

    @Test
    void ordersAndStockAgreeWhateverManyCustomersDo() throws Exception {
        try (var client = MongoClient.create(ReplicaSet.shared().uri())) {
            client.database(DATABASE).drop();
            var shop = new Shop(client, DATABASE);
            var products = List.of("cup", "pot", "tea");
            products.forEach(product -> shop.add(new Product(product, new BigDecimal("2.50"), 40)));
            List<Future<?>> customers;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                customers = IntStream.range(0, 8)
                        .<Future<?>>mapToObj(i -> threads.submit(() -> buyAndCancel(shop, i)))
                        .toList();
            }
            for (var customer : customers) {
                customer.get();
            }
            var sold = shop.sales();
            assertThat(sold).isNotEmpty();
            for (var product : products) {
                int inOrders = sold.stream()
                        .filter(sale -> sale.id().equals(product))
                        .mapToInt(Sale::quantity)
                        .sum();
                assertThat(inOrders + shop.product(product).orElseThrow().stock())
                        .as(product)
                        .isEqualTo(40);
            }
            assertThat(shop.ordersOf("customer 0")).extracting(Order::state).contains(State.CANCELLED);
            client.database(DATABASE).drop();
        }
    }

    private static void buyAndCancel(Shop shop, int number) {
        var random = new Random(number);
        for (int i = 0; i < 8; i++) {
            try {
                var basket = new TreeMap<>(Map.of("cup", random.nextInt(1, 4), "tea", random.nextInt(1, 4)));
                basket.put("pot", random.nextInt(1, 4));
                var order = shop.place("customer " + number, basket);
                if (i % 3 == 0) {
                    assertThat(shop.cancel(order.id())).isTrue();
                    assertThat(shop.cancel(order.id())).isFalse();
                }
            } catch (OutOfStockException missing) {
                assertThat(missing).hasMessageStartingWith("not enough in stock: ");
            }
        }
    }

    @Test
    void anOrderThatFailsChangesNothing() {
        try (var client = MongoClient.create(ReplicaSet.shared().uri())) {
            client.database(DATABASE).drop();
            var shop = new Shop(client, DATABASE);
            shop.add(new Product("cup", BigDecimal.ONE, 10));
            assertThatThrownBy(() -> shop.place("Ada", new TreeMap<>(Map.of("cup", 3, "pot", 1))))
                    .isInstanceOf(OutOfStockException.class);
            assertThat(shop.product("cup").orElseThrow().stock()).isEqualTo(10);
            assertThat(shop.ordersOf("Ada")).isEmpty();
            assertThat(shop.cancel(new ObjectId())).isFalse();
            client.database(DATABASE).drop();
        }
    }
}
