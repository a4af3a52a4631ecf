package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Time, threads, locks, randomness, names and sockets come in through Env, so that whole histories can be replayed. */
class BansTest {
    private static final String SEAM = "dev.morelia.internal.env";

    /** Identifiers and seeds of hash tables: unguessable by design, and no decision of the driver hangs on them. */
    private static final Set<String> EXEMPT = Set.of(
            "dev.morelia.bson.ObjectIdGenerator",
            "dev.morelia.bson.KeyIndex",
            // Their superclass in the JDK has a method with an Executor, which they reject.
            "dev.morelia.internal.bridge.EndingFuture",
            "dev.morelia.internal.bridge.OperationFuture",
            // Their superclasses in the JDK have methods with a Socket, which only an SSLSocket would call.
            "dev.morelia.internal.net.AnyCertificate",
            "dev.morelia.internal.net.ClientKey",
            "dev.morelia.internal.net.ServerTrust");

    private static final Set<String> RANDOMNESS = Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.random.RandomGeneratorFactory",
            "java.security.SecureRandom");

    private static final Set<String> MACHINERY = Set.of(
            "java.lang.Thread$Builder",
            "java.net.DatagramSocket",
            "java.net.ServerSocket",
            "java.net.Socket",
            "java.nio.channels.AsynchronousSocketChannel",
            "java.nio.channels.Selector",
            "java.nio.channels.ServerSocketChannel",
            "java.nio.channels.SocketChannel",
            "java.time.Clock",
            "java.util.Timer",
            "javax.naming.directory.InitialDirContext",
            "java.util.concurrent.Executor",
            "java.util.concurrent.ExecutorService",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.ScheduledExecutorService",
            "java.util.concurrent.Semaphore",
            "java.util.concurrent.CountDownLatch",
            "java.util.concurrent.SynchronousQueue");

    /** Methods that read a clock, start or hold a thread, look up a name, or draw a number, by owner. */
    private static final Set<String> CALLS = Set.of(
            "java.lang.Math.random",
            "java.lang.Object.notify",
            "java.lang.Object.notifyAll",
            "java.lang.Object.wait",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Thread.<init>",
            "java.lang.Thread.ofPlatform",
            "java.lang.Thread.ofVirtual",
            "java.lang.Thread.onSpinWait",
            "java.lang.Thread.sleep",
            "java.lang.Thread.startVirtualThread",
            "java.lang.Thread.yield",
            "java.net.InetAddress.getAllByName",
            "java.net.InetAddress.getByName",
            "java.net.InetAddress.getCanonicalHostName",
            "java.util.UUID.randomUUID",
            "java.util.random.RandomGenerator.getDefault",
            "java.util.random.RandomGenerator.of",
            "java.util.concurrent.CompletableFuture.runAsync",
            "java.util.concurrent.CompletableFuture.supplyAsync");

    private static boolean isBanned(AccessTarget target) {
        var owner = target.getOwner();
        return CALLS.contains(owner.getName() + "." + target.getName())
                || (owner.getPackageName().equals("java.time")
                        && target.getName().equals("now"))
                || (owner.isAssignableTo(Thread.class) && target.getName().equals("<init>"));
    }

    @Test
    void onlyEnvReadsClocksStartsThreadsAndLooksUpNames() {
        assertThat(outsideTheSeam()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(access -> isBanned(access.getTarget()))
                        .map(JavaAccess::getDescription))
                .isEmpty();
    }

    @Test
    void onlyEnvHasLocksSocketsAndExecutors() {
        assertThat(dependencies(outsideTheSeam(), MACHINERY)).isEmpty();
        assertThat(outsideTheSeam()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(it -> it.getTargetClass().getPackageName().equals("java.util.concurrent.locks"))
                        .map(it -> it.getDescription()))
                .isEmpty();
    }

    @Test
    void onlyEnvIsRandom() {
        assertThat(dependencies(outsideTheSeam(), RANDOMNESS)).isEmpty();
    }

    @Test
    void theListsOfExceptionsAreInUse() {
        assertThat(Code.CLASSES.stream().map(JavaClass::getName)).containsAll(EXEMPT);
        assertThat(Code.ofTheDriver()).anyMatch(type -> Code.inPackage(type, SEAM));
    }

    private static Stream<JavaClass> outsideTheSeam() {
        return Code.ofTheDriver()
                .filter(type -> !Code.inPackage(type, SEAM))
                .filter(type -> !EXEMPT.contains(type.getName()));
    }

    private static Stream<String> dependencies(Stream<JavaClass> from, Set<String> banned) {
        return from.flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(it -> banned.contains(it.getTargetClass().getName()))
                .map(it -> it.getDescription());
    }
}
