package dev.morelia.live.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.MongoClient;
import dev.morelia.event.CommandListener;
import dev.morelia.event.PoolListener;
import dev.morelia.event.TopologyListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects every text that comes out of clients, and finds secrets in it, in plain text and encoded. A handler of all
 * the driver's loggers while it is open. Thread-safe.
 */
final class Witness extends Handler implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("dev.morelia");

    /** Tests; and documents, which belong to the program and print what is in them. */
    private static final Pattern NOT_OF_THE_DRIVER = Pattern.compile("\\.(live|testkit|simulation|bson)\\.");

    private final Queue<Text> texts = new ConcurrentLinkedQueue<>();
    private final Set<String> forms = ConcurrentHashMap.newKeySet();

    private record Text(String source, String text) {}

    Witness() {
        setLevel(Level.ALL);
        LOGGER.addHandler(this);
        LOGGER.setLevel(Level.ALL);
        LOGGER.setUseParentHandlers(false);
    }

    /** Adds a secret to look for: a word that occurs nowhere else. */
    void secret(String word) {
        byte[] bytes = word.getBytes(UTF_8);
        String percent = HexFormat.of().withPrefix("%").formatHex(bytes);
        forms.addAll(
                List.of(word.toLowerCase(Locale.ROOT), percent, HexFormat.of().formatHex(bytes)));
        forms.add(URLEncoder.encode(word, UTF_8).toLowerCase(Locale.ROOT));
        String numbers = Arrays.toString(bytes);
        forms.add(numbers.substring(1, numbers.length() - 1));
        // As a part of something longer it may begin at each of three places; its first and last digits vary.
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            int end = shifted.length * 8 / 6;
            forms.add(base64.substring((offset * 8 + 5) / 6, end).toLowerCase(Locale.ROOT));
        }
    }

    /** A builder whose client reports all its events. */
    MongoClient.Builder watch(MongoClient.Builder builder) {
        return builder.commandListener(listener(CommandListener.class))
                .poolListener(listener(PoolListener.class))
                .topologyListener(listener(TopologyListener.class));
    }

    @SuppressWarnings("ReferenceEquality") // of a proxy
    private <L> L listener(Class<L> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> type.getSimpleName();
                };
            }
            see(type.getSimpleName(), arguments[0]);
            return null;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public void publish(LogRecord record) {
        see("log", new SimpleFormatter().formatMessage(record));
        see("log", record.getParameters());
        see("log", record.getThrown());
    }

    /**
     * Looks at the object and all that it refers to: the texts of objects of the driver; messages, stack traces and the
     * serialized form of exceptions.
     */
    void see(String source, @Nullable Object seen) {
        if (seen instanceof String text) {
            texts.add(new Text(source, text));
            return;
        }
        Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayList<@Nullable Object>();
        open.add(seen);
        while (!open.isEmpty()) {
            Object next = open.removeLast();
            if (next == null || !known.add(next)) {
                continue;
            }
            switch (next) {
                case Map<?, ?> map
                when isOfJdk(map) -> {
                    open.addAll(new ArrayList<Object>(map.keySet()));
                    open.addAll(new ArrayList<Object>(map.values()));
                }
                case Iterable<?> elements when isOfJdk(elements) -> elements.forEach(open::add);
                case Object[] elements -> Collections.addAll(open, elements);
                case Optional<?> optional -> open.add(optional.orElse(null));
                case AtomicReference<?> reference -> open.add(reference.get());
                default -> look(source, next, open);
            }
        }
    }

    private static boolean isOfJdk(Object object) {
        return object.getClass().getName().startsWith("java.");
    }

    private void look(String source, Object object, List<@Nullable Object> open) {
        String name = object.getClass().getName();
        if (object instanceof Throwable exception) {
            exception(source, exception);
        } else if (!name.startsWith("dev.morelia.")
                || NOT_OF_THE_DRIVER.matcher(name).find()) {
            return;
        }
        texts.add(new Text(source + ", toString of " + name, object.toString()));
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (var field : type.getDeclaredFields()) {
                boolean readable = type.getName().startsWith("dev.morelia.");
                if (readable && !field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    try {
                        field.setAccessible(true);
                        open.add(field.get(object));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
    }

    private void exception(String source, Throwable exception) {
        var printed = new StringWriter();
        exception.printStackTrace(new PrintWriter(printed, true));
        texts.add(new Text(source + ", stack trace", printed.toString()));
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(exception);
        } catch (IOException notSerializable) {
            // What is written so far counts.
        }
        texts.add(new Text(source + ", serialized", bytes.toString(UTF_8)));
    }

    /** How many texts each source has given. */
    Map<String, Integer> counts() {
        var counts = new TreeMap<String, Integer>();
        texts.forEach(text -> counts.merge(text.source.replaceAll(",.*", ""), 1, Integer::sum));
        return counts;
    }

    /** The texts that contain a secret, each cut to what surrounds it. */
    Set<String> leaks() {
        var leaks = new LinkedHashSet<String>();
        for (var text : texts) {
            String lower = text.text.toLowerCase(Locale.ROOT);
            for (String form : forms) {
                int at = lower.indexOf(form);
                if (at >= 0) {
                    int end = Math.min(lower.length(), at + form.length() + 100);
                    leaks.add(text.source + ": ..." + lower.substring(Math.max(0, at - 300), end));
                }
            }
        }
        return leaks;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setLevel(null);
        LOGGER.setUseParentHandlers(true);
    }
}
