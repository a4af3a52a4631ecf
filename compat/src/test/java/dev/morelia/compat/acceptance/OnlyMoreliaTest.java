package dev.morelia.compat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import reactor.core.publisher.Flux;

/** Who spoke to the server, by its own account: the official driver never does in the place of Morelia. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class OnlyMoreliaTest {
    @Test
    void blocking() {
        try (var client = Driver.MORELIA.blocking(Comparison.uri())) {
            client.getDatabase("acceptance").getCollection("people").countDocuments();
            assertThat(drivers(client)).isNotEmpty().allMatch(name -> name.contains("orelia"));
        }
    }

    @Test
    void reactive() {
        try (var client = Driver.MORELIA.reactive(Comparison.uri());
                var observer = Driver.OFFICIAL.blocking(Comparison.uri())) {
            Flux.from(client.getDatabase("acceptance").getCollection("people").countDocuments())
                    .blockLast();
            assertThat(drivers(observer)).isNotEmpty().allMatch(name -> name.contains("orelia"));
        }
    }

    /** The drivers of all connections that name the application. */
    private static Set<String> drivers(MongoClient client) {
        var operations = new ArrayList<Document>();
        client.getDatabase("admin")
                .aggregate(List.of(
                        new Document("$currentOp", new Document("allUsers", true).append("idleConnections", true)),
                        new Document("$match", new Document("appName", Driver.MORELIA.applicationName()))))
                .into(operations);
        return operations.stream()
                .map(each -> each.get("clientMetadata", Document.class)
                        .get("driver", Document.class)
                        .getString("name"))
                .collect(Collectors.toSet());
    }
}
