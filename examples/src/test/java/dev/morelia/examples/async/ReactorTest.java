package dev.morelia.examples.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Project Reactor: a query is a {@code Flux} through the adapter, a future a {@code Mono}. */
final class ReactorTest {
    @Test
    void manyAndOne() {
        try (var people = new People()) {
            Flux<String> names =
                    JdkFlowAdapter.flowPublisherToFlux(people.ofAtLeast(30)).map(Person::name);
            Mono<Long> count = Mono.fromFuture(() -> people.collection().estimatedDocumentCount());

            assertThat(names.collectList().block()).isEqualTo(List.of("Ada", "Grace"));
            assertThat(names.take(1).collectList().block()).isEqualTo(List.of("Ada"));
            assertThat(count.block()).isEqualTo(3);
        }
    }
}
