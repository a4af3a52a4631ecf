package dev.morelia.compat.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.morelia.compat.CompatClients;
import dev.morelia.compat.internal.sync.CompatClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs a program once with the official driver and once with its interfaces on Morelia, which must not differ. */
final class BothDrivers implements AutoCloseable {
    private static final AtomicInteger SCENARIOS = new AtomicInteger();

    private final MongoClient official;
    private final MongoClient ours;

    private final SentCommands sentByOfficial = new SentCommands();
    private final SentCommands sentByOurs = new SentCommands();

    private BothDrivers(MongoClientSettings settings) {
        this.official = MongoClients.create(listening(settings, sentByOfficial));
        this.ours = CompatClients.create(listening(settings, sentByOurs));
    }

    private static MongoClientSettings listening(MongoClientSettings settings, SentCommands commands) {
        return MongoClientSettings.builder(settings)
                .addCommandListener(commands)
                .build();
    }

    static BothDrivers of(String uri) {
        return of(uri, settings -> {});
    }

    static BothDrivers of(String uri, Consumer<MongoClientSettings.Builder> change) {
        var settings = MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri));
        change.accept(settings);
        return new BothDrivers(settings.build());
    }

    /** Another client of the same driver. */
    static MongoClient like(MongoClient client, String uri) {
        return client instanceof CompatClient ? CompatClients.create(uri) : MongoClients.create(uri);
    }

    /** Each run has a database of its own, with names of one length. */
    void agree(Consumer<Trace> scenario) {
        agree(scenario, false);
    }

    /** The drivers must also send the same commands. */
    void agreeOnCommands(Consumer<Trace> scenario) {
        agree(scenario, true);
    }

    private void agree(Consumer<Trace> scenario, boolean commandsToo) {
        int number = SCENARIOS.incrementAndGet();
        List<String> expected = trace(official, "compat_official_" + number, scenario, sentByOfficial, commandsToo);
        List<String> actual = trace(ours, "compat_morelia__" + number, scenario, sentByOurs, commandsToo);
        var differences = new ArrayList<String>();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String wanted = i < expected.size() ? expected.get(i) : "nothing";
            String seen = i < actual.size() ? actual.get(i) : "nothing";
            if (!seen.equals(wanted)) {
                differences.add("official: " + wanted + "\n  Morelia: " + seen);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static List<String> trace(
            MongoClient client, String name, Consumer<Trace> scenario, SentCommands sent, boolean commandsToo) {
        var trace = new Trace(client, name, commandsToo ? sent : null);
        sent.clear();
        scenario.accept(trace);
        return trace.steps();
    }

    @Override
    public void close() {
        official.close();
        ours.close();
    }
}
