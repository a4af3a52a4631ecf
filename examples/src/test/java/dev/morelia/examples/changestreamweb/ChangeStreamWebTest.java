package dev.morelia.examples.changestreamweb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Filters;
import dev.morelia.builder.Updates;
import dev.morelia.examples.browser.Chromium;
import dev.morelia.examples.browser.Page;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in real browsers, the server in a process of its own. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
@DisabledIf(value = "dev.morelia.examples.browser.Chromium#missing", disabledReason = "no Chromium")
final class ChangeStreamWebTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ReplicaSet set;
    private static MongoClient client;
    private static Chromium chromium;
    private static MongoCollection<Document> fruit;

    @BeforeAll
    static void start() throws Exception {
        set = ReplicaSet.start(3);
        client = MongoClient.create(set.uri());
        fruit = client.database("morelia_examples").collection("fruit");
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() throws Exception {
        chromium.close();
        client.close();
        set.close();
    }

    @BeforeEach
    void clear() {
        fruit.deleteMany(Filters.empty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatOnePageOrAnyProgramWritesAppearsInAllPages(boolean async) throws Exception {
        fruit.insertMany(List.of(Document.of("name", "Quince", "count", 4), Document.of("name", "Medlar", "count", 9)));
        try (var server = WebServerProcess.start(set.uri(), 0, async);
                var one = chromium.open(server.address());
                var other = chromium.open(server.address())) {
            one.await("document.querySelectorAll('#documents li').length === 2", PATIENCE);
            other.await("document.getElementById('state').className === 'live'", PATIENCE);

            one.evaluate("document.getElementById('name').value = 'Mirabelle <b>&</b> plum';"
                    + "document.querySelector('#add button').click()");
            other.await(
                    "document.querySelector('#changes .insert .name')?.textContent === 'Mirabelle <b>&</b> plum'",
                    PATIENCE);
            fruit.updateOne(Filters.eq("name", "Quince"), Updates.inc("count", 3));
            other.await("document.querySelector('#documents li .count').textContent === '7'", PATIENCE);
            other.evaluate("document.querySelectorAll('#documents li .less')[1].click()");
            one.await("document.querySelectorAll('#documents li .count')[1].textContent === '8'", PATIENCE);
            one.evaluate("document.querySelectorAll('#documents li .remove')[1].click()");
            other.await("document.querySelector('#changes .delete .name')?.textContent === 'Medlar'", PATIENCE);
            for (var name : List.of("Apple", "Apricot", "Cherry", "Fig", "Grape", "Pear")) {
                fruit.insertOne(Document.of("name", name, "count", name.length()));
            }
            other.await("document.querySelectorAll('#documents li').length === 8", PATIENCE);
            other.screenshot(Path.of("target", "change-stream-web.png"));
        }
    }

    /** Another program writes all the time. */
    @Test
    void nothingIsMissedOrShownTwiceWhenTheServerAndThePrimaryAreKilled() throws Exception {
        var server = WebServerProcess.start(set.uri(), 0, false);
        try (var page = chromium.open(server.address());
                var program = Executors.newVirtualThreadPerTaskExecutor()) {
            page.await("document.getElementById('state').className === 'live'", PATIENCE);
            var writes = program.submit(() -> insert(200));
            page.await("document.querySelectorAll('#changes .insert').length > 20", PATIENCE);

            server.close();
            page.await("document.getElementById('state').className === 'lost'", PATIENCE);
            server = WebServerProcess.start(set.uri(), server.port(), false);
            page.await("document.getElementById('state').className === 'live'", PATIENCE);
            page.await("document.querySelectorAll('#changes .insert').length > 100", PATIENCE);

            set.primary().kill();
            assertShows(page, writes.get());
        } finally {
            server.close();
            set.members().stream().filter(member -> !isAlive(member.pid())).forEach(Mongod::restart);
            set.waitForMembers(PATIENCE);
        }
    }

    private static int insert(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            fruit.insertOne(Document.of("name", "fruit " + i, "count", i));
            Thread.sleep(40);
        }
        return count;
    }

    /** Each one once, the latest first, also in the list, which was never read again. */
    private static void assertShows(Page page, int count) throws InterruptedException {
        page.await("document.querySelectorAll('#changes .insert').length >= " + count, PATIENCE);
        assertThat(page.evaluate("[...document.querySelectorAll('#changes .insert .name')].map(it => it.textContent)"))
                .isEqualTo(IntStream.range(0, count)
                        .mapToObj(i -> "fruit " + (count - 1 - i))
                        .toList());
        assertThat(page.evaluate("document.querySelectorAll('#documents li').length"))
                .isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPageThatIsClosedLeavesNoChangeStream(boolean async) throws Exception {
        try (var server = WebServerProcess.start(set.uri(), 0, async)) {
            try (var one = chromium.open(server.address());
                    var other = chromium.open(server.address())) {
                one.await("document.getElementById('state').className === 'live'", PATIENCE);
                other.await("document.getElementById('state').className === 'live'", PATIENCE);
                awaitStreams(2);
            }
            awaitStreams(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTokenThatTheServerDoesNotKnowIsRejectedSoThatThePageBeginsAnew(boolean async) throws Exception {
        try (var server = WebServerProcess.start(set.uri(), 0, async);
                var http = HttpClient.newHttpClient()) {
            var code = new CompletableFuture<Integer>();
            var listener = new WebSocket.Listener() {
                @Override
                public CompletableFuture<?> onClose(WebSocket socket, int status, String reason) {
                    code.complete(status);
                    return CompletableFuture.completedFuture(null);
                }
            };
            var address = server.address().replace("http", "ws") + "/changes?after=%7B%22_data%22:%22xyz%22%7D";
            http.newWebSocketBuilder().buildAsync(URI.create(address), listener).join();
            assertThat(code.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
                    .isEqualTo(4000);
        }
    }

    /** Until so many change streams are open on the members. */
    private static void awaitStreams(int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (streams() != count) {
            assertThat(System.nanoTime()).as("streams: " + streams()).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private static int streams() {
        var open = List.of(
                Document.parse("{$currentOp: {allUsers: true, idleCursors: true}}"),
                Document.parse("{$match: {'cursor.originatingCommand.pipeline.0.$changeStream': {$exists: true}}}"));
        return client.database("admin").aggregate(open).toList().size();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
