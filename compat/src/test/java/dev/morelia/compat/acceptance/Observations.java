package dev.morelia.compat.acceptance;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What a scenario has observed, as text; generated ids are left out. */
@SuppressWarnings("NullAway") // what is missing fails the test
final class Observations {
    private final List<String> seen = new ArrayList<>();

    void add(String what, @Nullable Object value) {
        seen.add(what + ": " + text(value));
    }

    /** Adds the exception that the code ends with, and its causes. */
    void addFailure(String what, Callable<?> code) {
        try {
            add(what + ", no failure", code.call());
        } catch (Throwable failure) {
            seen.add(what + ": " + failure(failure));
        }
    }

    /** The databases of the drivers have different names. */
    List<String> list() {
        return seen.stream()
                .map(each -> each.replaceAll("acceptance_[a-z]+[0-9]+", "acceptance"))
                .toList();
    }

    private static String failure(Throwable failure) {
        var text = new StringBuilder(failure.getClass().getName());
        if (failure instanceof MongoException exception) {
            text.append(" code ").append(exception.getCode());
            text.append(" labels ").append(new java.util.TreeSet<>(exception.getErrorLabels()));
        }
        if (failure instanceof MongoWriteException exception) {
            text.append(' ').append(exception.getError().getCategory());
            text.append(' ').append(exception.getError().getMessage());
        }
        if (failure instanceof MongoCommandException exception) {
            text.append(' ').append(exception.getErrorCodeName()).append(' ').append(exception.getErrorMessage());
        }
        if (failure instanceof MongoBulkWriteException exception) {
            exception
                    .getWriteErrors()
                    .forEach(error -> text.append(" [")
                            .append(error.getIndex())
                            .append(' ')
                            .append(error.getCode())
                            .append(']'));
            text.append(" inserted ").append(exception.getWriteResult().getInsertedCount());
        }
        Throwable cause = failure.getCause();
        boolean official = cause != null
                && (cause.getClass().getName().startsWith("com.mongodb")
                        || cause.getClass().getName().startsWith("org.springframework"));
        return official ? text + " <- " + failure(cause) : text.toString();
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case ObjectId id -> "(id)";
            case Document document -> text(new TreeMap<>(document));
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
