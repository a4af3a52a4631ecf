package dev.morelia.compat.dropin.acceptance;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.bson.Document;

/** One run of a program: its server and database, and what it sees, as text without generated ids. */
final class World {
    private final MongoClient observer;
    private final String uri;
    private final String database;
    private final List<String> seen = new ArrayList<>();
    private final Set<String> drivers = new TreeSet<>();

    World(MongoClient observer, String uri, String database) {
        this.observer = observer;
        this.uri = uri;
        this.database = database;
    }

    /** The connection string, with a name by which the server tells the program's connections from others. */
    String uri() {
        return uri + (uri.contains("?") ? "&" : "/?") + "appName=" + database;
    }

    String database() {
        return database;
    }

    void see(String what, Object value) {
        seen.add(what + ": " + text(value).replace(database, "(database)").replaceAll("\\b[0-9a-f]{24}\\b", "(id)"));
    }

    /** The exception that the code ends with. */
    void seeFailure(String what, Callable<?> code) {
        try {
            see(what + ", no failure", code.call());
        } catch (Exception failure) {
            int number = failure instanceof MongoException exception ? exception.getCode() : 0;
            see(what, failure.getClass().getName() + " " + number);
        }
    }

    /** Asks the server whose connections the program has at this moment. */
    void seeDrivers() {
        var operations = observer.getDatabase("admin")
                .aggregate(List.of(
                        new Document("$currentOp", new Document("allUsers", true).append("idleConnections", true)),
                        new Document("$match", new Document("appName", new Document("$regex", "^" + database)))));
        for (Document each : operations) {
            drivers.add(each.get("clientMetadata", Document.class)
                    .get("driver", Document.class)
                    .getString("name"));
        }
    }

    List<String> seen() {
        return seen;
    }

    Set<String> drivers() {
        return drivers;
    }

    private static String text(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, String>();
                map.forEach((name, each) -> sorted.put(String.valueOf(name), text(each)));
                yield sorted.toString();
            }
            case Iterable<?> list -> {
                var texts = new ArrayList<String>();
                list.forEach(each -> texts.add(text(each)));
                yield texts.toString();
            }
            default -> String.valueOf(value);
        };
    }
}
