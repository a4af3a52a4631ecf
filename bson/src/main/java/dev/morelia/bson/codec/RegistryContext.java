package dev.morelia.bson.codec;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes values by their class, with the codecs of a registry. */
final class RegistryContext implements EncodingContext {
    /** Codecs for these apply to whole documents only, because commands consist of documents, too. */
    private static final Set<Class<?>> WHOLE_DOCUMENTS = Set.of(Document.class, RawDocument.class);

    private final CodecRegistry registry;
    private final Set<Class<?>> replaced;
    private final ConcurrentHashMap<Class<?>, Boolean> replacedByClass = new ConcurrentHashMap<>();

    RegistryContext(CodecRegistry registry) {
        this.registry = registry;
        var types = new HashSet<>(registry.registered().keySet());
        types.removeAll(WHOLE_DOCUMENTS);
        replaced = Set.copyOf(types);
    }

    @Override
    public UuidRepresentation uuidRepresentation() {
        return registry.uuidRepresentation();
    }

    @Override
    public boolean replacesAny() {
        return !replaced.isEmpty();
    }

    @Override
    public boolean replaces(Class<?> type) {
        return replacedByClass.computeIfAbsent(type, this::isReplaced);
    }

    private boolean isReplaced(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (replaced.contains(each)) {
                return true;
            }
        }
        return false;
    }

    @Override
    @SuppressWarnings("unchecked") // the codec of a value's class accepts the value
    public void write(BsonOutput output, Object value) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        KnownCodecs ofClass = registry.known(type);
        Codec<?> codec = ofClass.encoder;
        if (codec == null) {
            if (type == Object.class) { // its codec would look up itself
                throw output.failure("no BSON type is known for values of " + type, null);
            }
            try {
                codec = encoder(type);
            } catch (IllegalArgumentException e) {
                throw output.failure(String.valueOf(e.getMessage()), e);
            }
            ofClass.encoder = codec;
        }
        ((Codec<Object>) codec).encode(output, value);
    }

    @Override
    public String fieldName(BsonOutput output, Object key) {
        try {
            return MapKeys.ANY.name(key);
        } catch (IllegalArgumentException e) {
            throw output.failure(String.valueOf(e.getMessage()), e);
        }
    }

    /** The codec for the class itself, or else for its closest supertype that has one, such as ZoneId. */
    private Codec<?> encoder(Class<?> type) {
        Codec<?> above = registry.registered(type) == null ? ofSuperclass(type) : null;
        if (above != null) {
            return above;
        }
        try {
            return registry.codecInside(type);
        } catch (IllegalArgumentException none) {
            for (Class<?> each : typesAbove(type)) {
                if (registry.hasOwnCodec(each)) {
                    return registry.codecInside(each);
                }
            }
            throw none;
        }
    }

    /** A codec registered for a superclass. */
    private @Nullable Codec<?> ofSuperclass(Class<?> type) {
        for (Class<?> each = type.getSuperclass(); each != null; each = each.getSuperclass()) {
            Codec<?> codec = registry.registeredInside(each);
            if (codec != null) {
                return codec;
            }
        }
        return null;
    }

    /** All superclasses and interfaces, closer ones first. */
    static List<Class<?>> typesAbove(Class<?> type) {
        var above = new LinkedHashSet<Class<?>>();
        var open = new ArrayDeque<Class<?>>(List.of(type));
        while (!open.isEmpty()) {
            Class<?> next = open.remove();
            Class<?> superclass = next.getSuperclass();
            if (superclass != null && superclass != Object.class && above.add(superclass)) {
                open.add(superclass);
            }
            for (Class<?> each : next.getInterfaces()) {
                if (above.add(each)) {
                    open.add(each);
                }
            }
        }
        return List.copyOf(above);
    }
}
