package dev.morelia.compat.acceptance;

import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.repository.Aggregation;
import org.springframework.data.mongodb.repository.Query;
import org.springframework.data.mongodb.repository.ReactiveMongoRepository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A reactive repository. */
interface ReactivePeople extends ReactiveMongoRepository<Person, String> {
    Flux<Person> findByNameStartingWithOrderByAgeDesc(String start);

    Flux<Person> findByAgeGreaterThan(int age, Pageable page);

    Mono<Boolean> existsByName(String name);

    Mono<Long> deleteByName(String name);

    @Query(value = "{ 'years': { $lt: ?0 } }", fields = "{ 'name': 1, 'years': 1 }")
    Flux<Person> younger(int age, Sort sort);

    @Aggregation({"{ $unwind: '$tags' }", "{ $group: { _id: '$tags', count: { $sum: 1 } } }", "{ $sort: { _id: 1 } }"})
    Flux<People.TagCount> tagCounts();
}
