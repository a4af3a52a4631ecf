package dev.morelia.examples.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;

/** RxJava 3: a query is a {@code Flowable} through the adapter of Reactive Streams, a future a {@code Single}. */
final class RxJavaTest {
    @Test
    void manyAndOne() {
        try (var people = new People()) {
            Flowable<String> names = Flowable.fromPublisher(FlowAdapters.toPublisher(people.ofAtLeast(30)))
                    .map(Person::name);
            Single<Long> count = Single.defer(
                    () -> Single.fromCompletionStage(people.collection().estimatedDocumentCount()));

            assertThat(names.toList().blockingGet()).isEqualTo(List.of("Ada", "Grace"));
            assertThat(count.blockingGet()).isEqualTo(3);
        }
    }
}
