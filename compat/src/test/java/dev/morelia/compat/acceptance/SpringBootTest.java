package dev.morelia.compat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.mongodb.health.MongoHealthIndicator;
import org.springframework.boot.mongodb.health.MongoReactiveHealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.config.EnableMongoAuditing;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.ReactiveMongoTemplate;
import org.springframework.data.mongodb.repository.config.EnableMongoRepositories;
import org.springframework.data.mongodb.repository.config.EnableReactiveMongoRepositories;

/** An application of Spring Boot, whose clients become ours without a change of it. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class SpringBootTest {
    @Test
    void theApplicationDoesTheSameOnBoth() throws Exception {
        Comparison.compare((driver, seen) -> {
            try (var context = application(driver)) {
                var people = context.getBean(People.class);
                var template = context.getBean(MongoTemplate.class);
                Person saved = people.save(new Person("Ada", 36));
                seen.add("audited", (saved.created != null) + " " + (saved.modified != null));
                seen.add("found", people.findAll());
                var reactive = context.getBean(ReactivePeople.class);
                seen.add("reactive", reactive.save(new Person("Alan", 41)).block());
                seen.add("both", template.getCollection("people").countDocuments());
                var reactiveTemplate = context.getBean(ReactiveMongoTemplate.class);
                seen.add(
                        "reactive template",
                        reactiveTemplate.findAll(Person.class).count().block());
                var health = new MongoHealthIndicator(context.getBean(MongoClient.class)).health();
                seen.add("health", Objects.requireNonNull(health).getStatus());
                var reactiveHealth = new MongoReactiveHealthIndicator(
                        context.getBean(com.mongodb.reactivestreams.client.MongoClient.class));
                seen.add(
                        "reactive health",
                        Objects.requireNonNull(reactiveHealth.health().block()).getStatus());
                var meters = meters(context.getBean(SimpleMeterRegistry.class));
                seen.add("meters", meters);
                assertThat(meters).hasSizeGreaterThan(2);
                template.getDb().drop();
            }
        });
    }

    @Test
    void theClientsAreOurs() {
        try (var context = application(Driver.MORELIA)) {
            assertThat(context.getBeansOfType(MongoClient.class).values())
                    .singleElement()
                    .satisfies(client -> assertThat(client.getClass().getName()).startsWith("dev.morelia"));
            assertThat(context.getBeansOfType(com.mongodb.reactivestreams.client.MongoClient.class)
                            .values())
                    .singleElement()
                    .satisfies(client -> assertThat(client.getClass().getName()).startsWith("dev.morelia"));
        }
    }

    private static ConfigurableApplicationContext application(Driver driver) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(new TreeMap<>(java.util.Map.<String, Object>of(
                        "spring.mongodb.uri",
                        Comparison.uri(),
                        "spring.mongodb.database",
                        Comparison.database(driver),
                        "morelia.compat.enabled",
                        driver == Driver.MORELIA,
                        "spring.main.banner-mode",
                        "off",
                        "logging.level.root",
                        "off")))
                .run();
    }

    /** The names of the meters of the driver, with those of their tags. */
    private static List<String> meters(SimpleMeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> meter.getId())
                .filter(id -> id.getName().startsWith("mongodb"))
                .map(id -> id.getName() + " "
                        + id.getTags().stream().map(tag -> tag.getKey()).toList())
                .distinct()
                .sorted()
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableMongoAuditing
    @EnableMongoRepositories(considerNestedRepositories = true)
    @EnableReactiveMongoRepositories
    static class Application {
        @Bean
        SimpleMeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
