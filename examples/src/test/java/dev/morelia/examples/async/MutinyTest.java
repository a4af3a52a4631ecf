package dev.morelia.examples.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mutiny, as in Quarkus: a query is a source of a {@code Multi} as it is, a future one of a {@code Uni}. */
final class MutinyTest {
    @Test
    void manyAndOne() {
        try (var people = new People()) {
            Multi<String> names =
                    Multi.createFrom().publisher(people.ofAtLeast(30)).map(Person::name);
            Uni<Long> count =
                    Uni.createFrom().completionStage(() -> people.collection().estimatedDocumentCount());

            assertThat(names.collect().asList().await().indefinitely()).isEqualTo(List.of("Ada", "Grace"));
            assertThat(count.await().indefinitely()).isEqualTo(3);
        }
    }
}
