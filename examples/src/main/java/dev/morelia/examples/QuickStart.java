package dev.morelia.examples;

import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.gt;
import static dev.morelia.builder.Sorts.ascending;
import static dev.morelia.builder.Updates.inc;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import java.io.PrintStream;
import java.util.List;

/** The basics in twenty lines: insert, find, update, delete. */
public final class QuickStart {
    private QuickStart() {}

    /**
     * Runs the program.
     *
     * @param arguments a connection string; {@code mongodb://localhost} if there is none
     */
    public static void main(String... arguments) {
        run(arguments.length > 0 ? arguments[0] : "mongodb://localhost", System.out);
    }

    static void run(String uri, PrintStream out) {
        try (var client = MongoClient.create(uri)) {
            var people = client.database("morelia_examples").collection("quick_start");
            people.drop();

            people.insertOne(Document.of("name", "Ada", "age", 36));
            people.insertMany(List.of(
                    Document.of("name", "Grace", "age", 85), //
                    Document.of("name", "Linus", "age", 21)));

            people.updateMany(gt("age", 30), inc("age", 1));
            people.deleteOne(eq("name", "Linus"));

            for (var person : people.find().sort(ascending("age"))) {
                out.println(person.string("name") + " is " + person.int32("age"));
            }
            people.drop();
        }
    }
}
