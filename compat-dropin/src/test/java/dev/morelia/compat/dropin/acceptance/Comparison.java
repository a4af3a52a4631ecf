package dev.morelia.compat.dropin.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import dev.morelia.testkit.ReplicaSet;

/** Runs a program once on the official driver, by the property that goes back to it, and once on Morelia. */
final class Comparison {
    private static final String PROPERTY = "morelia.compat.enabled";

    private Comparison() {}

    /** A program of a framework, whose clients come from the official driver's class {@code MongoClients}. */
    interface Program {
        void run(World world) throws Exception;
    }

    /** What it sees must be the same on both, and only the driver whose turn it is may speak to the server. */
    static void compare(String name, Program program) throws Exception {
        var official = run(name + "-official", false, program);
        var morelia = run(name + "-morelia", true, program);
        assertThat(official.seen()).isNotEmpty();
        assertThat(morelia.seen()).isEqualTo(official.seen());
        assertThat(official.drivers()).isNotEmpty().noneMatch(driver -> driver.contains("orelia"));
        assertThat(morelia.drivers()).isNotEmpty().allMatch(driver -> driver.contains("orelia"));
    }

    private static World run(String database, boolean enabled, Program program) throws Exception {
        System.setProperty(PROPERTY, String.valueOf(enabled));
        try (var observer = MongoClients.create(ReplicaSet.shared().uri())) {
            var world = new World(observer, ReplicaSet.shared().uri(), database);
            program.run(world);
            observer.getDatabase(database).drop();
            return world;
        } finally {
            System.clearProperty(PROPERTY);
        }
    }
}
