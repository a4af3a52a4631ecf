package dev.morelia.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnippetTest {
    private static final List<String> SOURCE = """
            final class Sample {
                void first() {
                    var one = 1;

                    if (one > 0) {
                        show(
                                one);
                    }
                    show(2);
                    one++;
                }

                void second(int number) {
                    show(number);
                }
            }
            """.lines().toList();

    @Test
    void splitsAfterShow() {
        assertThat(Snippet.parts(Snippet.body(SOURCE, "first")))
                .containsExactly(
                        List.of("var one = 1;", "", "if (one > 0) {", "    show(", "            one);", "}"),
                        List.of("show(2);"),
                        List.of("one++;"));
        assertThat(Snippet.parts(Snippet.body(SOURCE, "second"))).containsExactly(List.of("show(number);"), List.of());
    }

    @Test
    void absentMethodIsNamed() {
        assertThatThrownBy(() -> Snippet.body(SOURCE, "third"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("third");
    }

    /** The file packaged with the class is the file that was compiled. */
    @ParameterizedTest
    @ValueSource(classes = {Tour.class, AsyncTour.class})
    void packedSourceIsTheSource(Class<?> tour) throws IOException {
        String file = tour.getSimpleName() + ".java";
        var source = Files.readString(Path.of("src/main/java/dev/morelia/tools", file));
        try (var packed = tour.getResourceAsStream(file)) {
            assertThat(packed).asString(java.nio.charset.StandardCharsets.UTF_8).isEqualTo(source);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Tour.class, AsyncTour.class})
    void everyStepHasASnippetThatFitsTheScreen(Class<?> tour) {
        assertThat(DemoCommand.steps(tour)).hasSizeGreaterThanOrEqualTo(7).allSatisfy(step -> {
            var parts = Snippet.parts(tour, step.getName());
            assertThat(parts)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(part -> assertThat(part)
                            .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(TourPrinter.WIDTH - 6)));
        });
        assertThat(DemoCommand.steps(tour))
                .extracting(step -> step.getAnnotation(Step.class).number())
                .doesNotHaveDuplicates();
    }
}
