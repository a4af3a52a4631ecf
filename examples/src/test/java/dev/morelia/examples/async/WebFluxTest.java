package dev.morelia.examples.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/** Spring WebFlux: a controller over a repository that uses the async API. */
final class WebFluxTest {
    /** What the controller needs of the collection. */
    record Repository(People people) {
        Flux<Person> ofAtLeast(int age) {
            return JdkFlowAdapter.flowPublisherToFlux(people.ofAtLeast(age));
        }

        Mono<Void> add(Person person) {
            return Mono.fromFuture(() -> people.collection().insertOne(person)).then();
        }
    }

    /** The controller. */
    @RestController
    static class PeopleController {
        private final Repository repository;

        PeopleController(Repository repository) {
            this.repository = repository;
        }

        /** Those of at least this age. */
        @GetMapping("/people/{age}")
        Flux<Person> ofAtLeast(@PathVariable("age") int age) {
            return repository.ofAtLeast(age);
        }

        /** Adds a person. */
        @PostMapping("/people")
        @ResponseStatus(HttpStatus.CREATED)
        Mono<Void> add(@RequestBody Person person) {
            return repository.add(person);
        }
    }

    /** The application. */
    @Configuration
    @EnableWebFlux
    static class Application {
        /** The server and its collection; closed with the application. */
        @Bean
        People people() {
            return new People();
        }

        /** The controller. */
        @Bean
        PeopleController controller(People people) {
            return new PeopleController(new Repository(people));
        }
    }

    @Test
    void aControllerReadsAndWrites() throws Exception {
        try (var application = new AnnotationConfigApplicationContext(Application.class);
                var client = HttpClient.newHttpClient()) {
            var handler = WebHttpHandlerBuilder.applicationContext(application).build();
            var server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .handle(new ReactorHttpHandlerAdapter(handler))
                    .bindNow();
            try {
                URI people = URI.create("http://127.0.0.1:" + server.port() + "/people");
                var added = HttpRequest.newBuilder(people)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"Barbara\", \"age\": 86}"))
                        .build();
                assertThat(client.send(added, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(201);
                var request = HttpRequest.newBuilder(URI.create(people + "/80")).build();
                assertThat(client.send(request, BodyHandlers.ofString()).body())
                        .isEqualTo("[{\"name\":\"Grace\",\"age\":85},{\"name\":\"Barbara\",\"age\":86}]");
            } finally {
                server.disposeNow();
            }
        }
    }
}
