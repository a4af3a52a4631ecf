package dev.morelia.examples.gridfsgallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.examples.browser.Chromium;
import dev.morelia.testkit.Mongod;
import io.helidon.webserver.WebServer;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
final class GridFsGalleryTest {
    private static final String DATABASE = "gridfs_gallery_test";

    private final HttpClient http = HttpClient.newHttpClient();
    private final MongoClient client = MongoClient.create(Mongod.shared().uri());
    private final WebServer server = GridFsGallery.start(new Images(client.database(DATABASE)), 0);

    @BeforeEach
    void dropDatabase() {
        client.database(DATABASE).drop();
    }

    @AfterEach
    void close() {
        server.stop();
        client.database(DATABASE).drop();
        client.close();
        http.close();
    }

    @Test
    void anImageIsStoredListedSentInPartsAndDeleted() throws Exception {
        var png = noise();
        assertThat(png.length).isGreaterThan(600_000); // three chunks
        var stored = send("POST", "/images?name=noise%20%C3%BC.png", png);
        assertThat(stored.statusCode()).isEqualTo(201);
        var image = "/images/" + new String(stored.body(), StandardCharsets.UTF_8);

        assertThat(listed()).singleElement().satisfies(entry -> {
            assertThat(entry.string("name")).isEqualTo("noise ü.png");
            assertThat(entry.int32("width")).isEqualTo(520);
            assertThat(entry.int32("height")).isEqualTo(500);
            assertThat(entry.int64("bytes")).isEqualTo(png.length);
        });
        var whole = send("GET", image, new byte[0]);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(png);
        assertThat(whole.headers().firstValue("Content-Type")).contains("image/png");

        var thumbnail = send("GET", image.replace("images", "thumbnails"), new byte[0]);
        assertThat(thumbnail.body()[1]).isEqualTo((byte) 'P');
        assertThat(thumbnail.body().length).isBetween(1, png.length);

        assertPart(image, "bytes=261110-261129", png, 261_110, 261_130); // across the border of two chunks
        assertPart(image, "bytes=-1000", png, png.length - 1000, png.length);
        assertPart(image, "bytes=500000-", png, 500_000, png.length);
        var outside = send("GET", image, new byte[0], "Range", "bytes=" + png.length + "-");
        assertThat(outside.statusCode()).isEqualTo(416);
        assertThat(outside.headers().firstValue("Content-Range")).contains("bytes */" + png.length);

        assertThat(send("DELETE", image, new byte[0]).statusCode()).isEqualTo(204);
        assertThat(send("GET", image, new byte[0]).statusCode()).isEqualTo(404);
        assertThat(listed()).isEmpty();
        assertThat(chunks()).isZero();
    }

    private void assertPart(String image, String range, byte[] png, int from, int to) throws Exception {
        var part = send("GET", image, new byte[0], "Range", range);
        assertThat(part.statusCode()).as(range).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range"))
                .contains("bytes %d-%d/%d".formatted(from, to - 1, png.length));
        assertThat(part.body()).as(range).isEqualTo(Arrays.copyOfRange(png, from, to));
    }

    @Test
    void whatIsNoImageLeavesNothing() throws Exception {
        var page = "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
        assertThat(send("POST", "/images?name=x.png", page).statusCode()).isEqualTo(415);
        var damaged = Arrays.copyOf(noise(), 300);
        assertThat(send("POST", "/images?name=x.png", damaged).statusCode()).isEqualTo(415);
        assertThat(listed()).isEmpty();
        assertThat(chunks()).isZero();
        assertThat(send("GET", "/images/nonsense", new byte[0]).statusCode()).isEqualTo(400);
    }

    @Test
    @DisabledIf(value = "dev.morelia.examples.browser.Chromium#missing", disabledReason = "no Chromium")
    void aBrowserShowsTheGallery() throws Exception {
        var names = List.of("dawn", "meadow", "sea", "clay", "plum", "lake", "sand");
        for (int i = 0; i < names.size(); i++) {
            send("POST", "/images?name=" + names.get(i) + ".png", landscape(i));
        }
        try (var chromium = Chromium.start();
                var page = chromium.open("http://127.0.0.1:" + server.port())) {
            page.await("document.querySelectorAll('figure').length === 7", Duration.ofSeconds(20));
            page.evaluate("""
                    (async () => {
                      const canvas = new OffscreenCanvas(800, 600);
                      const drawing = canvas.getContext('2d');
                      drawing.fillStyle = '#2f5d62';
                      drawing.fillRect(0, 0, 800, 600);
                      drawing.fillStyle = '#f2c14e';
                      drawing.fillRect(250, 150, 300, 300);
                      const blob = await canvas.convertToBlob({type: 'image/jpeg'});
                      await upload([new File([blob], 'drawn here.jpg')]);
                    })()""");
            page.await("document.querySelector('.name')?.textContent === 'drawn here.jpg'", Duration.ofSeconds(20));
            page.await(
                    "[...document.images].every(image => image.complete && image.naturalWidth > 0)",
                    Duration.ofSeconds(20));
            page.screenshot(Path.of("target", "gridfs-gallery.png"));
            page.evaluate("document.querySelector('figure button').click()");
            page.await("document.querySelectorAll('figure').length === 7", Duration.ofSeconds(20));
        }
        assertThat(listed()).hasSize(7);
    }

    private List<Document> listed() throws IOException, InterruptedException {
        var body = new String(send("GET", "/images", new byte[0]).body(), StandardCharsets.UTF_8);
        return Document.parse(body).list("images", Document.class);
    }

    private long chunks() {
        var database = client.database(DATABASE);
        return database.collection("images.chunks").countDocuments()
                + database.collection("thumbnails.chunks").countDocuments();
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static byte[] noise() throws IOException {
        var image = new BufferedImage(520, 500, BufferedImage.TYPE_INT_RGB);
        var random = new Random(1);
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return png(image);
    }

    private static byte[] landscape(int number) throws IOException {
        var image = new BufferedImage(1200, 900, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        float hue = number / 7f;
        graphics.setPaint(new GradientPaint(
                0, 0, Color.getHSBColor(hue, 0.45f, 0.95f), 0, 900, Color.getHSBColor(hue + 0.12f, 0.25f, 1f)));
        graphics.fillRect(0, 0, 1200, 900);
        graphics.setPaint(Color.getHSBColor(hue + 0.5f, 0.2f, 1f));
        graphics.fill(new Ellipse2D.Double(150 + 120 * number, 140, 180, 180));
        for (int hill = 0; hill < 3; hill++) {
            graphics.setPaint(Color.getHSBColor(hue + 0.1f, 0.4f + 0.1f * hill, 0.7f - 0.2f * hill));
            double left = -500 + 400 * ((hill + number) % 3);
            graphics.fill(new Ellipse2D.Double(left, 520 + 110 * hill, 1500, 900));
        }
        graphics.dispose();
        return png(image);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
