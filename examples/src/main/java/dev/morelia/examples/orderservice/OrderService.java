package dev.morelia.examples.orderservice;

import dev.morelia.MongoClient;
import dev.morelia.examples.Deployment;
import dev.morelia.examples.orderservice.Shop.Product;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sells tea: orders that take several products or none, many customers at once, a cancellation, a report. */
public final class OrderService {
    private static final String DATABASE = "morelia_examples_orders";

    private OrderService() {}

    /** Runs once. Option: {@code --uri}, of a replica set or a sharded cluster; else a replica set is started. */
    public static void main(String... arguments) throws Exception {
        try (var deployment = Deployment.open(1, arguments)) {
            run(deployment.uri(), System.out);
        }
    }

    static void run(String uri, PrintStream out) throws Exception {
        try (var client = MongoClient.create(uri)) {
            client.database(DATABASE).drop();
            sell(new Shop(client, DATABASE), out);
            client.database(DATABASE).drop();
        }
    }

    private static void sell(Shop shop, PrintStream out) throws Exception {
        shop.add(new Product("cup", new BigDecimal("4.50"), 100));
        shop.add(new Product("pot", new BigDecimal("30.00"), 5));
        shop.add(new Product("tea", new BigDecimal("12.25"), 50));

        var order = shop.place("Ada", basket(Map.of("tea", 2, "cup", 6)));
        out.println("Ada orders tea and cups for " + order.total());

        try {
            shop.place("Bob", basket(Map.of("cup", 6, "pot", 6)));
        } catch (OutOfStockException missing) {
            out.println("Bob gets nothing, " + missing.getMessage() + "; cups left: " + stock(shop, "cup"));
        }

        out.println("20 customers want the last " + stock(shop, "pot") + " pots: " + rush(shop) + " get one, left: "
                + stock(shop, "pot"));

        shop.cancel(order.id());
        out.println("Ada cancels; cups left: " + stock(shop, "cup") + ", her order: "
                + shop.ordersOf("Ada").getFirst().state());

        shop.place("Cleo", basket(Map.of("tea", 1)));
        for (var sale : shop.sales()) {
            out.println("Sold: " + sale.quantity() + " " + sale.id() + " for " + sale.revenue());
        }
    }

    /** Returns how many of twenty customers have got a pot. */
    private static int rush(Shop shop) throws InterruptedException {
        int placed = 0;
        try (var customers = Executors.newVirtualThreadPerTaskExecutor()) {
            var attempts = new ArrayList<Callable<Shop.Order>>();
            for (int i = 0; i < 20; i++) {
                var customer = "customer " + i;
                attempts.add(() -> shop.place(customer, basket(Map.of("pot", 1))));
            }
            for (Future<Shop.Order> attempt : customers.invokeAll(attempts)) {
                placed += hasPlaced(attempt) ? 1 : 0;
            }
        }
        return placed;
    }

    private static boolean hasPlaced(Future<Shop.Order> attempt) throws InterruptedException {
        try {
            attempt.get();
            return true;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof OutOfStockException) {
                return false;
            }
            throw new IllegalStateException("an order failed", failed.getCause());
        }
    }

    private static SortedMap<String, Integer> basket(Map<String, Integer> quantities) {
        return new TreeMap<>(quantities);
    }

    private static int stock(Shop shop, String product) {
        return shop.product(product).orElseThrow().stock();
    }
}
