package dev.morelia.examples.changestreamweb;

import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Updates.inc;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.examples.Deployment;
import dev.morelia.examples.WebPage;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.websocket.WsRouting;
import java.util.List;

/** A page that shows a collection live: every browser sees what any program writes. Listens on 127.0.0.1. */
public final class ChangeStreamWeb {
    private ChangeStreamWeb() {}

    /**
     * Runs until it is stopped.
     *
     * @param arguments {@code --uri} (else a replica set is started), {@code --port} (8080), {@code --async} to send
     *     the changes with the async API
     */
    public static void main(String... arguments) {
        var client = MongoClient.create(Deployment.open(3, arguments).uri());
        var fruit = client.database("morelia_examples").collection("fruit");
        boolean async = List.of(arguments).contains("--async");
        var server = start(fruit, Deployment.port(arguments), async);
        System.out.println("Open http://127.0.0.1:" + server.port() + " in one browser or more; Ctrl-C ends this.");
    }

    static WebServer start(MongoCollection<Document> fruit, int port, boolean async) {
        return WebPage.server(port, routes -> routes(routes, fruit))
                .addRouting(WsRouting.builder()
                        .endpoint("/changes", () -> async ? new AsyncLiveChanges(fruit) : new LiveChanges(fruit)))
                .build()
                .start();
    }

    private static void routes(HttpRouting.Builder routes, MongoCollection<Document> fruit) {
        routes.get("/", WebPage.of(ChangeStreamWeb.class));
        routes.post("/fruit", (request, response) -> {
            var name = request.content().as(String.class);
            fruit.insertOne(Document.of("name", name, "count", 1));
            response.status(Status.NO_CONTENT_204).send();
        });
        routes.post("/fruit/{id}", (request, response) -> {
            int difference = Integer.parseInt(request.content().as(String.class));
            fruit.updateOne(eq("_id", id(request)), inc("count", difference));
            response.status(Status.NO_CONTENT_204).send();
        });
        routes.delete("/fruit/{id}", (request, response) -> {
            fruit.deleteOne(eq("_id", id(request)));
            response.status(Status.NO_CONTENT_204).send();
        });
    }

    private static ObjectId id(ServerRequest request) {
        return ObjectId.of(request.path().pathParameters().get("id"));
    }
}
