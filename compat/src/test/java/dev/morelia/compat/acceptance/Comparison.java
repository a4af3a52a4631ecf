package dev.morelia.compat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.testkit.ReplicaSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs scenarios on both drivers, each in a new database. */
final class Comparison {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private Comparison() {}

    /**
     * What a scenario does.
     *
     * @param <W> what it uses: templates of Spring over one of the drivers
     */
    interface Scenario<W> {
        void run(W world, Observations seen) throws Exception;
    }

    /** Runs it with the blocking templates. */
    static void blocking(Scenario<BlockingWorld> scenario) throws Exception {
        compare((driver, seen) -> {
            try (var world = new BlockingWorld(driver, uri(), database(driver))) {
                scenario.run(world, seen);
            }
        });
    }

    /** Runs it with the reactive templates. */
    static void reactive(Scenario<ReactiveWorld> scenario) throws Exception {
        compare((driver, seen) -> {
            try (var world = new ReactiveWorld(driver, uri(), database(driver))) {
                scenario.run(world, seen);
            }
        });
    }

    /** Runs it with a driver and whatever it makes of that. */
    static void compare(Scenario<Driver> scenario) throws Exception {
        Map<Driver, List<String>> results = new EnumMap<>(Driver.class);
        for (Driver driver : Driver.values()) {
            var seen = new Observations();
            scenario.run(driver, seen);
            results.put(driver, seen.list());
        }
        assertThat(results.get(Driver.OFFICIAL)).isNotEmpty();
        assertThat(results.get(Driver.MORELIA)).isEqualTo(results.get(Driver.OFFICIAL));
    }

    static String uri() {
        return ReplicaSet.shared().uri();
    }

    static String database(Driver driver) {
        return "acceptance_" + driver.name().toLowerCase(Locale.ROOT) + DATABASES.incrementAndGet();
    }
}
