package dev.morelia.compat.acceptance;

import static dev.morelia.compat.acceptance.Comparison.blocking;
import static dev.morelia.compat.acceptance.Comparison.reactive;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Point;
import org.springframework.data.mongodb.core.index.GeospatialIndex;

@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class RepositoryTest {
    @Test
    void aBlockingRepository() throws Exception {
        blocking((world, seen) -> {
            var people = world.repository(People.class);
            world.template.indexOps(Person.class).createIndex(new GeospatialIndex("place"));
            seen.add("saved", people.saveAll(people()));
            seen.add("count", people.count());
            seen.add("derived", people.findByNameStartingWithOrderByAgeDesc("A"));
            var page = people.findByAgeGreaterThan(30, PageRequest.of(0, 2, Sort.by("name")));
            seen.add("page", page.getContent() + " of " + page.getTotalElements());
            try (var stream = people.findByTagsContaining("math")) {
                seen.add("stream", stream.map(person -> person.name).sorted().toList());
            }
            seen.add("exists", people.existsByName("Ada"));
            seen.add("between", people.countByAgeBetween(30, 50));
            seen.add("near", people.findByPlaceNear(new Point(0, 0), new Distance(2)));
            seen.add("query", people.younger(80, Sort.by("name")));
            seen.add("update", people.age("Ada", 4));
            seen.add("aggregation", people.tagCounts());
            var like = Example.of(
                    new Person("a", 0),
                    ExampleMatcher.matching()
                            .withIgnorePaths("age", "tags")
                            .withStringMatcher(ExampleMatcher.StringMatcher.STARTING)
                            .withIgnoreCase());
            seen.add("example", people.findAll(like, Sort.by("name")));
            seen.add("deleted", people.deleteByName("Alan"));
            people.deleteAll();
            seen.add("left", people.findAll());
        });
    }

    @Test
    void aReactiveRepository() throws Exception {
        reactive((world, seen) -> {
            var people = world.repository(ReactivePeople.class);
            seen.add("saved", people.saveAll(people()).collectList().block());
            seen.add("count", people.count().block());
            seen.add(
                    "derived",
                    people.findByNameStartingWithOrderByAgeDesc("A")
                            .collectList()
                            .block());
            seen.add(
                    "page",
                    people.findByAgeGreaterThan(30, PageRequest.of(0, 2, Sort.by("name")))
                            .collectList()
                            .block());
            seen.add("exists", people.existsByName("Ada").block());
            seen.add("query", people.younger(80, Sort.by("name")).collectList().block());
            seen.add("aggregation", people.tagCounts().collectList().block());
            seen.add("deleted", people.deleteByName("Alan").block());
            people.deleteAll().block();
            seen.add("left", people.findAll().collectList().block());
            seen.add("none", people.findById("000000000000000000000000").block());
        });
    }

    private static List<Person> people() {
        return List.of(
                new Person("Ada", 36).tags("math", "code").at(0, 1),
                new Person("Alan", 41).tags("math").at(0, 5),
                new Person("Grace", 85).tags("code", "navy").at(1, 1));
    }
}
