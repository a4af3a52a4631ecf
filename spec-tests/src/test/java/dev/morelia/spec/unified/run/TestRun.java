package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.api.Api;
import dev.morelia.spec.unified.compat.OfficialGaps;
import dev.morelia.spec.unified.entity.ClientEntity;
import dev.morelia.spec.unified.entity.EntityFactory;
import dev.morelia.spec.unified.entity.EntityMap;
import dev.morelia.spec.unified.event.EventMatcher;
import dev.morelia.spec.unified.event.LogMatcher;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import dev.morelia.spec.unified.operation.Operations;
import dev.morelia.spec.unified.server.Deployment;
import dev.morelia.spec.unified.server.Requirements;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs one test of a file on a deployment with an API: prepare, run, check, clean up. For one use. */
public final class TestRun {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Operations that may leave a transaction open, which would block the next test. */
    private static final Set<String> TRANSACTIONS = Set.of("startTransaction", "withTransaction");

    private final Deployment deployment;
    private final Api api;
    private final TestFile file;
    private final Document test;
    private final EntityMap entities = new EntityMap();
    private final EntityFactory factory;
    private final Matcher matcher = new Matcher(entities);
    private final EventMatcher eventMatcher = new EventMatcher(matcher);
    private final FailPoints failPoints;

    public TestRun(Deployment deployment, Api api, TestFile file, Document test) {
        this.deployment = deployment;
        this.api = api;
        this.file = file;
        this.test = test;
        this.factory = new EntityFactory(deployment, api, entities, Iterations.of(test));
        this.failPoints = new FailPoints(deployment);
    }

    /** Why a deployment does not meet the requirements of a test; empty if it does. */
    public static Optional<SpecSkip> unmet(Deployment deployment, TestFile file, Document test) {
        var requirements = new Requirements(deployment.facts(), new Matcher(new EntityMap()));
        return requirements
                .miss(file.runOnRequirements())
                .or(() -> requirements.miss(TestFile.documents(test, "runOnRequirements")));
    }

    /** Whether a test executes bulk writes of a client, for which there are fronts before older servers. */
    public static boolean writesInBulk(Document test) {
        return test.list("operations", Document.class).stream()
                .anyMatch(operation -> operation.string("name").equals("clientBulkWrite"));
    }

    /** Whether a test may run on servers that require authentication only. */
    public static boolean requiresAuthentication(TestFile file, Document test) {
        return Stream.concat(file.runOnRequirements().stream(), TestFile.documents(test, "runOnRequirements").stream())
                .anyMatch(requirement -> Boolean.TRUE.equals(requirement.get("auth")));
    }

    /**
     * Runs the test, whose requirements the deployment meets: returns if it passes, throws {@link SpecSkip} if it
     * cannot run here, and anything else if it fails.
     */
    public void run() throws Exception {
        file.requireSupportedVersion();
        checkRunnable();
        var data = new CollectionData(deployment);
        data.prepare(file.initialData());
        if (file.initialData().isEmpty()) {
            data.clear(file.createEntities());
        }
        factory.clusterTime(deployment.clusterTime());
        try {
            file.createEntities().forEach(factory::create);
            runOperations();
            // First, as heartbeats go on; not stopped before, as another thread publishes some of the events later.
            checkEvents();
            // A fail point of a server with users is disabled through a client, which logs, too.
            checkLogs();
            failPoints.disable();
            data.check(TestFile.documents(test, "outcome"));
        } catch (SpecSkip skip) {
            throw skip;
        } catch (Throwable failure) {
            deployment.killAllSessions();
            throw failure;
        } finally {
            failPoints.disable();
            factory.close();
            if (operations().anyMatch(TRANSACTIONS::contains)) {
                deployment.killAllSessions();
            }
        }
    }

    private Stream<String> operations() {
        return test.list("operations", Document.class).stream().map(operation -> operation.string("name"));
    }

    private void checkRunnable() {
        if (test.containsKey("skipReason")) {
            throw new SpecSkip(SkipReason.SPEC_SAYS_SKIP, test.string("skipReason"));
        }
        MissingFeatures.check(test);
        if (api == Api.COMPAT) {
            OfficialGaps.check(file.file().name(), test.string("description"));
        }
        Contradictions.check(
                file.file().name(),
                test.string("description"),
                deployment.facts().topology());
    }

    private void runOperations() throws Exception {
        var self = new RunnerOperations(deployment, entities, factory, eventMatcher, failPoints);
        var operations = Operations.ofEntities();
        var runner = new OperationRunner(entities, matcher, operations, self);
        self.addTo(operations, runner::run);
        new SessionChecks(entities, failPoints).addTo(operations, runner::runInCallback);
        for (var operation : test.list("operations", Document.class)) {
            runner.run(operation);
        }
    }

    /** Events of background threads are published with a short delay. */
    static void soon(Runnable check) throws InterruptedException {
        long begunNanos = System.nanoTime();
        while (true) {
            try {
                check.run();
                return;
            } catch (Mismatch mismatch) {
                if (System.nanoTime() - begunNanos > PATIENCE_NANOS) {
                    throw mismatch;
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private void checkLogs() throws InterruptedException {
        var logMatcher = new LogMatcher(matcher);
        for (var expectation : TestFile.documents(test, "expectLogMessages")) {
            var client = entities.get(expectation.string("client"), ClientEntity.class);
            soon(() -> logMatcher.matchAll(expectation, client.logs().messages()));
        }
    }

    private void checkEvents() throws InterruptedException {
        for (var expectation : TestFile.documents(test, "expectEvents")) {
            var client = entities.get(expectation.string("client"), ClientEntity.class);
            soon(() -> eventMatcher.matchAll(expectation, client.events().events()));
        }
    }
}
