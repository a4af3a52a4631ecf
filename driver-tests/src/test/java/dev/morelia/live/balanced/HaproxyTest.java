package dev.morelia.live.balanced;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A load balancer as in production. */
class HaproxyTest {
    @Test
    @EnabledIf(value = "dev.morelia.live.balanced.Haproxy#available", disabledReason = "no haproxy")
    void cursorsSurviveTheLossOfTheOtherService() throws IOException {
        var set = ReplicaSet.shared();
        try (var one = RouterFront.startBehindLoadBalancer(set);
                var other = RouterFront.startBehindLoadBalancer(set);
                var haproxy = Haproxy.start(one, other);
                var client = MongoClient.create(haproxy.uri() + "&maxPoolSize=8")) {
            var numbers = client.database(Balanced.DATABASE).collection("haproxy");
            numbers.drop();
            numbers.insertMany(
                    IntStream.range(0, 20).mapToObj(i -> Document.of("_id", i)).toList());
            try (var first = numbers.find().batchSize(2).cursor();
                    var second = numbers.find().batchSize(2).cursor()) {
                assertThat(List.of(first.next(), second.next()))
                        .containsExactly(Document.of("_id", 0), Document.of("_id", 0));
                assertThat(one.connectionsOpen()).isEqualTo(1);
                assertThat(other.connectionsOpen()).isEqualTo(1);
            }
            assertThat(numbers.find().batchSize(3)).hasSize(20);
            one.stop();
            for (int i = 0; i < 10; i++) {
                assertThat(numbers.find().batchSize(3)).hasSize(20);
            }
            assertThat(client.description().servers().getFirst().isKnown()).isTrue();
        }
    }
}
