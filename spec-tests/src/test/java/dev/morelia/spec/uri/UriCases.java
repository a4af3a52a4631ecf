package dev.morelia.spec.uri;

import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** The cases of files that list them under {@code tests}, each as a dynamic test. */
final class UriCases {
    private UriCases() {}

    /** A test for each case below a folder such as {@code uri-options/tests}. */
    static Stream<DynamicNode> below(String folder, Consumer<Document> check) {
        return SpecFolder.tests(folder, file -> cases(file, check));
    }

    private static Stream<DynamicTest> cases(SpecFile file, Consumer<Document> check) {
        return ExtendedJson.parse(file.text()).list("tests", Document.class).stream()
                .map(test ->
                        SpecReport.current().test(file.specCase(test.string("description")), () -> check.accept(test)));
    }

    /** The document of a field; null if it is null or missing, which means that there is nothing to check. */
    static @Nullable Document documentOrNull(Document test, String name) {
        return test.get(name) instanceof Document document ? document : null;
    }

    /** The list of documents of a field; empty if it is null or missing. */
    static List<Document> documents(Document test, String name) {
        return test.get(name) instanceof List<?> ? test.list(name, Document.class) : List.of();
    }
}
