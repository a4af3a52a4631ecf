package dev.morelia.compat.acceptance;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Point;
import org.springframework.data.mongodb.repository.Aggregation;
import org.springframework.data.mongodb.repository.MongoRepository;
import org.springframework.data.mongodb.repository.Query;
import org.springframework.data.mongodb.repository.Update;

/** A blocking repository. */
interface People extends MongoRepository<Person, String> {
    List<Person> findByNameStartingWithOrderByAgeDesc(String start);

    Page<Person> findByAgeGreaterThan(int age, Pageable page);

    Stream<Person> findByTagsContaining(String tag);

    boolean existsByName(String name);

    long countByAgeBetween(int from, int to);

    long deleteByName(String name);

    List<Person> findByPlaceNear(Point point, Distance distance);

    @Query(value = "{ 'years': { $lt: ?0 } }", fields = "{ 'name': 1, 'years': 1 }")
    List<Person> younger(int age, Sort sort);

    @Query("{ 'name': ?0 }")
    @Update("{ $inc: { 'years': ?1 } }")
    long age(String name, int years);

    @Aggregation({"{ $unwind: '$tags' }", "{ $group: { _id: '$tags', count: { $sum: 1 } } }", "{ $sort: { _id: 1 } }"})
    List<TagCount> tagCounts();

    /**
     * How often a tag occurs.
     *
     * @param id the tag
     */
    record TagCount(String id, int count) {}
}
