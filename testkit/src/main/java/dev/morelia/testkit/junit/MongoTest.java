package dev.morelia.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test that needs a MongoDB server, in place of {@code @Test}: on the embedded server, on a real
 * {@code mongod}, or on each of them in turn.
 *
 * {@snippet :
 * @MongoTest
 * void findsAda(MongoDatabase database) {
 *     var people = database.collection("people");
 *     people.insertOne(Document.of("name", "Ada"));
 *     assertEquals(1, people.countDocuments(eq("name", "Ada")));
 * }
 *
 * @MongoTest({Server.EMBEDDED, Server.MONGOD})
 * void runsTwice(MongoClient client, MongoDatabase database) {}
 * }
 *
 * <p>The test, and {@code @BeforeEach} and {@code @AfterEach} methods beside it, may take two kinds of parameters:
 *
 * <ul>
 *   <li>a {@code MongoDatabase} with a name of its own, empty when the test begins and dropped when it has ended;
 *   <li>a {@code MongoClient} of the server, closed when the test has ended. It is the one behind the database. Code
 *       that makes a client of its own makes it with {@code MongoClient.create(client.settings())}. What the test
 *       leaves in other databases stays there.
 * </ul>
 *
 * <p>Each server is started by the first test that needs it, shared by all tests of the JVM, which may run in parallel,
 * and stopped when the JVM ends. A test that kills or blocks its server starts one of its own instead, with
 * {@link dev.morelia.testkit.Mongod#start()}.
 *
 * <p><b>Which mongod.</b> The program that the environment variable {@code MONGOD} names, a path such as
 * {@code /opt/mongodb/bin/mongod}, or else the {@code mongod} on the {@code PATH}; any MongoDB from 4.2 on. Where there
 * is none, tests on it are skipped and say so. With the environment variable {@code CI=true} they fail instead, so that
 * no build server leaves them out in silence.
 *
 * <p>Needs {@code junit-jupiter-api}, 5 or 6, on the class path or module path, and the artifact
 * {@code dev.morelia:morelia-embedded} for the embedded server; the test kit brings neither.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(MongoTestExtension.class)
@SuppressWarnings("exports") // Programs without JUnit can use this module, so it cannot be "transitive".
public @interface MongoTest {

    /** The servers the test runs on, once on each; the embedded one by default. */
    Server[] value() default Server.EMBEDDED;

    /** A kind of server. */
    enum Server {
        /** {@code dev.morelia.embedded.EmbeddedServer}: inside the JVM, nothing to install; not all of MongoDB. */
        EMBEDDED,
        /** {@link dev.morelia.testkit.Mongod#shared()}: the real thing, standalone. */
        MONGOD
    }
}
