package dev.morelia.testkit.junit;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a {@link MongoTest} once on each of its servers. */
final class MongoTestExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return annotation(context).isPresent();
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        var servers = annotation(context).orElseThrow().value();
        if (servers.length == 0) {
            throw new ExtensionConfigurationException(
                    "@MongoTest({}) on " + context.getRequiredTestMethod() + " names no server");
        }
        return Arrays.stream(servers).distinct().map(RunOnServer::new);
    }

    private static Optional<MongoTest> annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), MongoTest.class);
    }
}
