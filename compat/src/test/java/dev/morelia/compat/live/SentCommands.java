package dev.morelia.compat.live;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonValue;

/** The commands that a client has sent, as text without what differs from run to run. */
final class SentCommands implements CommandListener {
    private static final Set<String> VARYING =
            Set.of("lsid", "$clusterTime", "txnNumber", "afterClusterTime", "getMore", "cursors", "maxTimeMS");

    private static final List<String> ABSENT = List.of("new", "capped");

    private final Queue<String> commands = new ConcurrentLinkedQueue<>();

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (!event.getCommandName().equals("killCursors")) {
            commands.add(described(event.getCommand(), true));
        }
    }

    void clear() {
        commands.clear();
    }

    List<String> take() {
        List<String> taken = List.copyOf(commands);
        commands.clear();
        return taken;
    }

    /** The order of the options does not matter, and neither does the type of a number. */
    private static String described(BsonValue value, boolean isCommand) {
        return switch (value) {
            case BsonDocument document -> {
                var fields = isCommand ? new TreeMap<String, String>() : new java.util.LinkedHashMap<String, String>();
                document.forEach(
                        (name, inner) -> fields.put(name, VARYING.contains(name) ? "?" : described(inner, false)));
                if (isCommand) {
                    // The default, which only the official driver sends.
                    ABSENT.forEach(each -> fields.remove(each, "BsonBoolean{value=false}"));
                }
                yield fields.toString();
            }
            case BsonArray array ->
                array.stream().map(each -> described(each, false)).toList().toString();
            case BsonInt64 number -> String.valueOf(number.getValue());
            case BsonDouble number
            when number.getValue() == Math.rint(number.getValue()) -> String.valueOf((long) number.getValue());
            default -> value.isInt32() ? String.valueOf(value.asInt32().getValue()) : value.toString();
        };
    }
}
