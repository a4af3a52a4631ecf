package dev.morelia.spec.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The events of a client in a flight recording, for a client created before the recording started. */
@Timeout(60)
class FlightRecorderTest {
    private static final List<String> KINDS = List.of("Command", "CheckOut", "ServerSelection", "Heartbeat");

    @TempDir
    private Path folder;

    @Test
    void eachEventIsRecordedWithItsServer() throws IOException {
        try (var server = ScriptedServer.start(exchange -> {
            if (exchange.commandName().equals("ping")) {
                exchange.replyOk();
            } else {
                exchange.replyError(59, "CommandNotFound", "no such command");
            }
        })) {
            var address = server.address().toString();
            try (var client = MongoClient.create("mongodb://" + address)) {
                run(client, "ping");
                List<RecordedEvent> events = recorded(() -> {
                    run(client, "ping");
                    assertThatThrownBy(() -> run(client, "juggle")).isInstanceOf(MongoException.class);
                    try (var another = MongoClient.create("mongodb://" + address)) {
                        run(another, "ping");
                    }
                });
                for (String kind : KINDS) {
                    assertThat(events)
                            .filteredOn(event -> event.getEventType().getName().equals("dev.morelia." + kind))
                            .as(kind)
                            .isNotEmpty()
                            .anySatisfy(event ->
                                    assertThat(event.getString("server")).isEqualTo(address));
                }
                assertThat(events)
                        .filteredOn(event -> event.getEventType().getName().equals("dev.morelia.Command"))
                        .filteredOn(event -> event.getString("server").equals(address))
                        .extracting(event -> event.getString("command"))
                        .filteredOn(command -> !command.equals("endSessions"))
                        .containsExactlyInAnyOrder("ping", "juggle", "ping");
                assertThat(events)
                        .filteredOn(event -> event.getEventType().getName().equals("dev.morelia.Command"))
                        .filteredOn(event -> "juggle".equals(event.getString("command")))
                        .singleElement()
                        .satisfies(event -> {
                            assertThat(event.getString("database")).isEqualTo("admin");
                            assertThat(event.getString("failure")).endsWith("CommandException");
                            assertThat(event.getDuration()).isPositive();
                        });
            }
        }
    }

    private static void run(MongoClient client, String command) {
        client.database("admin").runCommand(new Document(command, 1));
    }

    private List<RecordedEvent> recorded(Runnable actions) throws IOException {
        try (var recording = new Recording()) {
            KINDS.forEach(kind -> recording.enable("dev.morelia." + kind).withThreshold(Duration.ZERO));
            recording.start();
            actions.run();
            recording.stop();
            var file = folder.resolve("recording.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        }
    }
}
