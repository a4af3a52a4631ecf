package dev.morelia.compat.internal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.connection.ClusterType;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.ConnectionPoolCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonMaximumSizeExceededException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class ClientLiveTest {
    @Test
    void aClientWithTheSettingsOfTheOfficialDriver() {
        var commands = new CopyOnWriteArrayList<String>();
        var pools = new CopyOnWriteArrayList<String>();
        var settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(Mongod.shared().uri()))
                .applicationName("compat")
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        commands.add(event.getCommandName() + " by a "
                                + event.getConnectionDescription().getServerType());
                    }
                })
                .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(new ConnectionPoolListener() {
                    @Override
                    public void connectionPoolCreated(ConnectionPoolCreatedEvent event) {
                        pools.add(event.getServerId().getAddress().toString());
                    }
                }))
                .build();
        var information = MongoDriverInformation.builder()
                .driverName("framework")
                .driverVersion("1.2")
                .build();
        try (var client = Settings.client(settings, information)) {
            client.database("admin").runCommand(new Document("ping", 1));
        }
        assertThat(commands).startsWith("ping by a STANDALONE");
        assertThat(pools)
                .containsExactly(Addresses.official(Mongod.shared().address()).toString());
        try (var client = Settings.client(settings, information)) {
            var current = client.database("admin")
                    .runCommand(new Document("currentOp", 1)
                            .append("appName", "compat")
                            .append("$all", true));
            assertThat(current.toString()).contains("morelia|framework").contains("|1.2");
            assertThat(Descriptions.cluster(client, settings).getType()).isEqualTo(ClusterType.STANDALONE);
            assertThat(Descriptions.cluster(client).hasWritableServer()).isTrue();
        }
    }

    @Test
    void documentsThatAreTooLarge() {
        var settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(Mongod.shared().uri()))
                .build();
        var large = new Document("text", "x".repeat(17 * 1024 * 1024));
        try (var client = Settings.client(settings, null)) {
            var things = client.database("compat").collection("large");
            assertThatThrownBy(() -> Failures.call(() -> things.insertOne(large)))
                    .isInstanceOf(BsonMaximumSizeExceededException.class);
            assertThatThrownBy(() -> Failures.call(() -> things.insertMany(List.of(large))))
                    .isInstanceOf(BsonMaximumSizeExceededException.class);
        }
    }
}
