package dev.morelia.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Includes the cases of the specification's prose tests. */
class ClientMetadataTest {

    private static HostEnvironment host(Map<String, String> variables) {
        return host("Linux", "Java 25", variables, false);
    }

    private static HostEnvironment host(String os, String platform, Map<String, String> variables, boolean docker) {
        return new HostEnvironment("1.2.3", platform, os, "amd64", "6.1", variables, docker);
    }

    private static Document env(Map<String, String> variables) {
        var env = metadata(null, host(variables)).toDocument().documentOrNull("env");
        return env == null ? new Document() : env;
    }

    private static RawDocument metadata(@Nullable String applicationName, HostEnvironment host) {
        return ClientMetadata.of(applicationName, host).document();
    }

    @Test
    void includesDriverSystemAndPlatform() {
        assertThat(metadata("shop", host(Map.of())).toDocument())
                .isEqualTo(new Document()
                        .append("application", Document.of("name", "shop"))
                        .append("driver", Document.of("name", "morelia", "version", "1.2.3"))
                        .append(
                                "os",
                                Document.of("type", "Linux", "name", "Linux")
                                        .append("architecture", "amd64")
                                        .append("version", "6.1"))
                        .append("platform", "Java 25"));
        assertThat(metadata(null, host(Map.of())).has("application")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, Linux",
        "Mac OS X, Darwin",
        "Windows Server 2022, Windows",
        "FreeBSD, BSD",
        "AIX, Unix",
        "SunOS, Unix",
        "Haiku, unknown"
    })
    void derivesTheTypeOfTheOperatingSystem(String name, String type) {
        var os =
                metadata(null, host(name, "Java", Map.of(), false)).toDocument().document("os");
        assertThat(os.string("type")).isEqualTo(type);
        assertThat(os.string("name")).isEqualTo(name);
    }

    @Test
    void detectsFunctionAsAService() {
        assertThat(env(Map.of(
                        "AWS_EXECUTION_ENV", "AWS_Lambda_java8",
                        "AWS_REGION", "us-east-2",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024")))
                .isEqualTo(
                        Document.of("name", "aws.lambda", "region", "us-east-2").append("memory_mb", 1024));
        assertThat(env(Map.of("AWS_LAMBDA_RUNTIME_API", "x"))).isEqualTo(Document.of("name", "aws.lambda"));
        assertThat(env(Map.of("FUNCTIONS_WORKER_RUNTIME", "node"))).isEqualTo(Document.of("name", "azure.func"));
        assertThat(env(Map.of(
                        "K_SERVICE", "servicename",
                        "FUNCTION_MEMORY_MB", "1024",
                        "FUNCTION_TIMEOUT_SEC", "60",
                        "FUNCTION_REGION", "us-central1")))
                .isEqualTo(Document.of("name", "gcp.func", "memory_mb", 1024)
                        .append("timeout_sec", 60)
                        .append("region", "us-central1"));
        assertThat(env(Map.of("VERCEL", "1", "VERCEL_REGION", "cdg1")))
                .isEqualTo(Document.of("name", "vercel", "region", "cdg1"));
    }

    @Test
    void ignoresContradictoryFunctionAsAServiceVariables() {
        assertThat(env(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_java8", "FUNCTIONS_WORKER_RUNTIME", "node")))
                .isEmpty();
        assertThat(env(Map.of("AWS_EXECUTION_ENV", "EC2"))).isEmpty();
        assertThat(env(Map.of("VERCEL", "1", "AWS_LAMBDA_RUNTIME_API", "x"))).isEqualTo(Document.of("name", "vercel"));
        assertThat(env(Map.of("VERCEL", "1", "K_SERVICE", "x"))).isEmpty();
        assertThat(env(Map.of("VERCEL", "1", "AWS_LAMBDA_RUNTIME_API", "x", "K_SERVICE", "x")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"big", "", "-1", "99999999999", "1.5"})
    void omitsInvalidNumbers(String memory) {
        assertThat(env(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_java8", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory)))
                .isEqualTo(Document.of("name", "aws.lambda"));
    }

    @Test
    void reportsContainersBesideFunctionAsAService() {
        assertThat(env(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_java8", "KUBERNETES_SERVICE_HOST", "1")))
                .isEqualTo(Document.of("name", "aws.lambda", "container", Document.of("orchestrator", "kubernetes")));
        var docker = metadata(null, host("Linux", "Java", Map.of(), true)).toDocument();
        assertThat(docker.document("env")).isEqualTo(Document.of("container", Document.of("runtime", "docker")));
    }

    @Test
    void omitsTheDetailsOfEnvFirst() {
        var metadata = metadata(
                        "a".repeat(128),
                        host(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_java8", "AWS_REGION", "a".repeat(512))))
                .toDocument();
        assertThat(metadata.document("env")).isEqualTo(Document.of("name", "aws.lambda"));
        assertThat(metadata.document("os")).hasSize(4);
    }

    @Test
    void omitsContainersIfThereIsNoNameToKeep() {
        var metadata = metadata(
                        "a".repeat(128), host("Linux", "p".repeat(200), Map.of("KUBERNETES_SERVICE_HOST", "1"), true))
                .toDocument();
        assertThat(metadata.containsKey("env")).isFalse();
        assertThat(metadata.document("os")).hasSize(4);
    }

    @Test
    void omitsOsDetailsSecondEnvThirdAndTruncatesPlatformLast() {
        var variables = Map.of("FUNCTIONS_WORKER_RUNTIME", "node");
        var second = metadata(null, host("Linux" + "x".repeat(300), "p".repeat(100), variables, false));
        assertThat(second.toDocument().document("os")).isEqualTo(Document.of("type", "Linux"));
        assertThat(second.toDocument().document("env")).isEqualTo(Document.of("name", "azure.func"));

        var third = metadata("a".repeat(128), host("Linux", "p".repeat(230), variables, false));
        assertThat(third.toDocument().containsKey("env")).isFalse();
        assertThat(third.toDocument().string("platform")).hasSize(230);

        var fourth = metadata("a".repeat(128), host("Linux", "p".repeat(600), variables, false));
        assertThat(fourth.length()).isEqualTo(512);
        assertThat(fourth.toDocument().string("platform")).startsWith("ppp");
    }

    @Test
    void neverExceeds512BytesNorSplitsACharacter() {
        for (int length = 0; length < 600; length += 7) {
            var variables = new HashMap<String, String>();
            variables.put("K_SERVICE", "x");
            variables.put("FUNCTION_REGION", "r".repeat(length / 3));
            for (var text : new String[] {"ascii ", "\u00fc\u00df", "\uD83D\uDE00"}) {
                var metadata = metadata("n".repeat(100), host("Linux", text.repeat(length), variables, true));
                assertThat(metadata.length()).isLessThanOrEqualTo(512);
                var platform = metadata.toDocument().string("platform");
                assertThat(new String(platform.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .isEqualTo(platform);
            }
        }
    }

    @Test
    void thisProcessHasAVersionAndAPlatform() {
        var host = HostEnvironment.ofThisProcess();
        assertThat(host.driverVersion()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(host.platform()).startsWith("Java ");
        assertThat(metadata("a".repeat(128), host).length()).isLessThanOrEqualTo(512);
    }

    @Test
    void wrappingLibrariesAppendToEachFieldSeparately() {
        var metadata = ClientMetadata.of(null, host(Map.of()))
                .with(new WrappingLibrary("spring", "2.0", "Framework"))
                .with(new WrappingLibrary("shop", null, ""))
                .with(new WrappingLibrary("kit", "", "Kit 7"))
                .document()
                .toDocument();
        assertThat(metadata.document("driver"))
                .isEqualTo(Document.of("name", "morelia|spring|shop|kit", "version", "1.2.3|2.0"));
        assertThat(metadata.string("platform")).isEqualTo("Java 25|Framework|Kit 7");
    }

    @Test
    void theSameLibraryIsAddedOnce() {
        var once = ClientMetadata.of(null, host(Map.of())).with(new WrappingLibrary("a", "1", null));
        assertThat(once.with(new WrappingLibrary("a", "1", ""))).isSameAs(once);
        assertThat(once.with(new WrappingLibrary("a", "2", null))
                        .document()
                        .toDocument()
                        .document("driver"))
                .containsEntry("name", "morelia|a|a");
    }

    @Test
    void rejectsMetadataThatIsTooLarge() {
        var application = ClientMetadata.of("a".repeat(128), host(Map.of()));
        assertThat(application
                        .with(new WrappingLibrary("kit", "1", "p".repeat(600)))
                        .document()
                        .length())
                .isEqualTo(512);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> application.with(new WrappingLibrary("k".repeat(400), null, null)))
                .withMessageContaining("driverInfo is too long")
                .withMessageContaining("512 bytes");
    }

    @Test
    void librariesMustNotContainTheDelimiter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WrappingLibrary("a|b", null, null))
                .withMessageStartingWith("name must not contain |");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WrappingLibrary("a", "1|2", null))
                .withMessageStartingWith("version must not contain |");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WrappingLibrary("a", null, "|"))
                .withMessageStartingWith("platform must not contain |");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WrappingLibrary("", null, null))
                .withMessage("name must not be empty");
    }
}
