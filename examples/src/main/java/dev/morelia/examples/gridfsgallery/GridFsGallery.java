package dev.morelia.examples.gridfsgallery;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.GridFsException;
import dev.morelia.examples.Deployment;
import dev.morelia.examples.WebPage;
import dev.morelia.gridfs.GridFsDownloadStream;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** Shows images, stores new ones, and sends any part of them. Listens on 127.0.0.1. */
public final class GridFsGallery {
    private static final int MAX_UPLOAD_BYTES = 32 << 20;
    private static final int BUFFER_BYTES = 64 << 10;

    private GridFsGallery() {}

    /** Runs until it is stopped. Options: {@code --uri} (else a server is started), {@code --port} (8080). */
    public static void main(String... arguments) {
        var client = MongoClient.create(Deployment.open(1, arguments).uri());
        var images = new Images(client.database("morelia_examples"));
        var server = start(images, Deployment.port(arguments));
        System.out.println("Open http://127.0.0.1:" + server.port() + " in a browser; Ctrl-C ends this.");
    }

    static WebServer start(Images images, int port) {
        return WebPage.server(port, routes -> routes(routes, images))
                .maxPayloadSize(MAX_UPLOAD_BYTES)
                .build()
                .start();
    }

    private static void routes(HttpRouting.Builder routes, Images images) {
        routes.error(
                GridFsException.FileNotFound.class,
                (request, response, missing) ->
                        response.status(Status.NOT_FOUND_404).send(String.valueOf(missing.getMessage())));
        routes.get("/", WebPage.of(GridFsGallery.class));
        routes.get(
                "/images",
                (request, response) -> response.header(HeaderNames.CONTENT_TYPE, "application/json")
                        .send(Document.of("images", images.list()).toJson()));
        routes.post("/images", (request, response) -> store(images, request, response));
        routes.get("/images/{id}", (request, response) -> send(images.open(id(request)), request, response));
        routes.get(
                "/thumbnails/{id}", (request, response) -> send(images.openThumbnail(id(request)), request, response));
        routes.delete("/images/{id}", (request, response) -> {
            images.delete(id(request));
            response.status(Status.NO_CONTENT_204).send();
        });
    }

    private static void store(Images images, ServerRequest request, ServerResponse response) throws IOException {
        var name = request.query().first("name").orElse("unnamed");
        try (var body = request.content().inputStream()) {
            var id = images.store(name, body);
            response.status(Status.CREATED_201).send(id.hex());
        } catch (NoImageException e) {
            response.status(Status.UNSUPPORTED_MEDIA_TYPE_415).send(String.valueOf(e.getMessage()));
        }
    }

    /** Sends a file, or the part of it that the browser asks for; only the chunks of this part are read. */
    private static void send(GridFsDownloadStream download, ServerRequest request, ServerResponse response)
            throws IOException {
        try (download) {
            var file = download.file();
            var range = ByteRange.of(request.headers().first(HeaderNames.RANGE).orElse(""), file.length());
            if (range.isEmpty()) {
                response.status(Status.REQUESTED_RANGE_NOT_SATISFIABLE_416)
                        .header(HeaderNames.CONTENT_RANGE, "bytes */" + file.length())
                        .send();
                return;
            }
            if (range.isPart()) {
                response.status(Status.PARTIAL_CONTENT_206).header(HeaderNames.CONTENT_RANGE, range.contentRange());
            }
            response.header(HeaderNames.CONTENT_TYPE, Images.type(file))
                    .header(HeaderNames.ACCEPT_RANGES, "bytes")
                    // A file in GridFS never changes; another upload has another id.
                    .header(HeaderNames.CACHE_CONTROL, "private, max-age=31536000, immutable")
                    .contentLength(range.length());
            download.position(range.first());
            try (var out = response.outputStream()) {
                for (long left = range.length(); left > 0; left -= BUFFER_BYTES) {
                    out.write(download.readNBytes((int) Math.min(left, BUFFER_BYTES)));
                }
            }
        }
    }

    private static ObjectId id(ServerRequest request) {
        return ObjectId.of(request.path().pathParameters().get("id"));
    }
}
