package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application that is redeployed in a running server leaves nothing behind. */
@Timeout(60)
class ClassLoaderTest {
    /** A sealed type of an application. */
    public enum Kind {
        SMALL,
        LARGE
    }

    /** A stored type of an application. */
    public sealed interface Shape permits Circle, Square {}

    /** A subtype that contains others. */
    public record Circle(double radius, Kind kind, List<Shape> inside, Map<Kind, Integer> counts) implements Shape {}

    /** Another subtype. */
    public record Square(double side) implements Shape {}

    /** Loads the classes of this test again. */
    private static final class Program extends ClassLoader {
        Program() {
            super(ClassLoaderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ClassLoaderTest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
            try (InputStream input = Objects.requireNonNull(ClassLoaderTest.class.getResourceAsStream(file))) {
                byte[] bytes = input.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private record ListOf(Class<?> element) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {element};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        @SuppressWarnings("NullAway") // as in the interface
        public Type getOwnerType() {
            return null;
        }
    }

    /** Uses the standard registry: reads, writes, and looks up parameterized types. */
    private static WeakReference<ClassLoader> used() throws ReflectiveOperationException {
        var program = new Program();
        Class<?> circle = program.loadClass(Circle.class.getName());
        Class<?> shape = program.loadClass(Shape.class.getName());
        assertThat(circle).isNotSameAs(Circle.class);
        CodecRegistry codecs = CodecRegistry.standard();
        RawDocument encoded = RawDocument.encode(Document.parse("""
                {"_t": "Circle", "radius": 1.0, "kind": "LARGE", "inside": [{"_t": "Square", "side": 2.0}],
                 "counts": {"SMALL": 3}}"""));
        Object read = codecs.decode(encoded, circle);
        assertThat(codecs.encode(read)).isEqualTo(encoded);
        assertThat(codecs.codec(circle)).isSameAs(codecs.codec(circle));
        assertThat(codecs.documentCodec(shape)).isSameAs(codecs.documentCodec(shape));
        assertThat(codecs.codec(new ListOf(shape))).isSameAs(codecs.codec(new ListOf(shape)));
        var output = new dev.morelia.bson.io.BsonOutput();
        output.context(codecs.encodingContext());
        output.startDocument().name("shape").value(read);
        return new WeakReference<>(program);
    }

    @Test
    void theStandardRegistryDoesNotRetainClassesOfAnApplication() throws Exception {
        WeakReference<ClassLoader> program = used();
        while (program.get() != null) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(program.get()).isNull();
    }
}
