package dev.morelia.examples.async;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.Test;

/** Vert.x: a future of ours completes on the event loop of the request. */
final class VertxTest {
    private static HttpServer server(Vertx vertx, People people) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(request -> {
                    var found = people.ofAtLeast(30).toList();
                    Future.fromCompletionStage(found, vertx.getOrCreateContext())
                            .map(each -> new JsonArray(
                                    each.stream().map(Person::name).toList()))
                            .onSuccess(names -> request.response().end(names.encode()))
                            .onFailure(failure ->
                                    request.response().setStatusCode(500).end());
                })
                .listen(0)
                .await(10, SECONDS);
    }

    private static String body(HttpClient client, int port) throws Exception {
        return client.request(HttpMethod.GET, port, "localhost", "/")
                .compose(request -> request.send().compose(response -> response.body()))
                .await(10, SECONDS)
                .toString();
    }

    @Test
    void aRequestIsAnsweredFromAQuery() throws Exception {
        var vertx = Vertx.vertx();
        try (var people = new People()) {
            var server = server(vertx, people);
            assertThat(body(vertx.createHttpClient(), server.actualPort())).isEqualTo("[\"Ada\",\"Grace\"]");
        } finally {
            vertx.close().await(10, SECONDS);
        }
    }
}
