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
 * {@code mongod}, or on each of them.
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
 * <p>The test and its {@code @BeforeEach} and {@code @AfterEach} methods may have two kinds of parameters:
 *
 * <ul>
 *   <li>a {@code MongoDatabase} with a unique name, empty when the test starts and dropped when it ends;
 *   <li>a {@code MongoClient} of the server, closed when the test ends; it is the client of the database. To create
 *       another client, use {@code MongoClient.create(client.settings())}. Other databases are not cleaned up.
 * </ul>
 *
 * <p>Each server is started by the first test that needs it, shared by all tests of the JVM, which may run in parallel,
 * and stopped when the JVM exits. A test that kills or blocks its server must start one of its own instead, with
 * {@link dev.morelia.testkit.Mongod#start()}.
 *
 * <p><b>Which mongod.</b> The program named by the environment variable {@code MONGOD}, a path such as
 * {@code /opt/mongodb/bin/mongod}, or else the {@code mongod} on the {@code PATH}; MongoDB 4.2 or newer. If there is
 * none, the tests that need it are skipped with that reason. With the environment variable {@code CI=true} they fail
 * instead, so that a build server does not skip them silently.
 *
 * <p>Requires {@code junit-jupiter-api}, 5 or 6, on the class path or module path, and the artifact
 * {@code dev.morelia:morelia-embedded} for the embedded server; the test kit depends on neither.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(MongoTestExtension.class)
@SuppressWarnings("exports") // Programs without JUnit can use this module, so the dependency cannot be "transitive".
public @interface MongoTest {

    /** The servers to run the test on, once on each; the embedded one by default. */
    Server[] value() default Server.EMBEDDED;

    /** A kind of server. */
    enum Server {
        /**
         * {@code dev.morelia.embedded.EmbeddedServer}: runs inside the JVM without installation; supports a part of
         * MongoDB.
         */
        EMBEDDED,
        /** {@link dev.morelia.testkit.Mongod#shared()}: a real, standalone server. */
        MONGOD
    }
}
