package dev.morelia.spec.unified.server;

import dev.morelia.bson.Document;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates <a
 * href="https://github.com/mongodb/specifications/blob/master/source/unified-test-format/unified-test-format.md#runonrequirement">runOnRequirements</a>:
 * one of the list must be met completely.
 */
public final class Requirements {
    private static final Set<String> KNOWN = Set.of(
            "minServerVersion",
            "maxServerVersion",
            "topologies",
            "serverless",
            "serverParameters",
            "auth",
            "authMechanism",
            "csfle");

    private final Facts facts;
    private final Matcher matcher;

    public Requirements(Facts facts, Matcher matcher) {
        this.facts = facts;
        this.matcher = matcher;
    }

    /** Empty if one of them is met or there is none; otherwise the closest mismatch. */
    public Optional<SpecSkip> miss(List<Document> requirements) {
        var misses = new ArrayList<SpecSkip>();
        for (var requirement : requirements) {
            var miss = miss(requirement);
            if (miss.isEmpty()) {
                return miss;
            }
            misses.add(miss.get());
        }
        return nearest(misses);
    }

    /** The most specific mismatch: one that fits the topology and fails on the server. */
    public static Optional<SpecSkip> nearest(List<SpecSkip> misses) {
        return misses.stream().max(Comparator.comparingInt(skip -> progress(skip.reason())));
    }

    private static int progress(SkipReason reason) {
        return switch (reason) {
            case SERVER_REQUIREMENT -> 3;
            case TOPOLOGY -> 2;
            case SERVERLESS_OR_ATLAS -> 1;
            default -> 0;
        };
    }

    private Optional<SpecSkip> miss(Document requirement) {
        for (var key : requirement.keySet()) {
            if (!KNOWN.contains(key)) {
                throw new IllegalArgumentException("Unknown runOnRequirement '" + key + "'");
            }
        }
        if (requirement.containsKey("csfle") && !Boolean.FALSE.equals(requirement.get("csfle"))) {
            return Optional.of(new SpecSkip(SkipReason.CLIENT_SIDE_ENCRYPTION, ""));
        }
        if ("require".equals(requirement.get("serverless"))) {
            return Optional.of(new SpecSkip(SkipReason.SERVERLESS_OR_ATLAS, ""));
        }
        if (requirement.containsKey("topologies")) {
            var topologies = requirement.list("topologies", String.class);
            if (!facts.topology().isAmong(topologies)) {
                return Optional.of(new SpecSkip(SkipReason.TOPOLOGY, String.join(" or ", topologies)));
            }
        }
        return serverMiss(requirement).map(detail -> new SpecSkip(SkipReason.SERVER_REQUIREMENT, detail));
    }

    private Optional<String> serverMiss(Document requirement) {
        if (requirement.get("minServerVersion") instanceof String least
                && facts.version().compareTo(Version.parse(least)) < 0) {
            return Optional.of("at least " + least);
        }
        if (requirement.get("maxServerVersion") instanceof String most
                && facts.version().compareTo(Version.parse(most)) > 0) {
            return Optional.of("at most " + most);
        }
        if (requirement.get("auth") instanceof Boolean auth && auth != facts.authenticated()) {
            return Optional.of(auth ? "with authentication" : "without authentication");
        }
        if (requirement.get("authMechanism") instanceof String mechanism
                && facts.parameters().list("authenticationMechanisms", String.class).stream()
                        .noneMatch(mechanism::equalsIgnoreCase)) {
            return Optional.of("authentication by " + mechanism);
        }
        if (requirement.get("serverParameters") instanceof Document parameters) {
            try {
                matcher.matchRoot("serverParameters", parameters, facts.parameters());
            } catch (Mismatch mismatch) {
                return Optional.of("parameters " + parameters);
            }
        }
        return Optional.empty();
    }
}
