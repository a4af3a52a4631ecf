package dev.morelia.spec.report;

import dev.morelia.spec.report.SpecReport.Outcome;
import dev.morelia.spec.report.SpecReport.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The outcomes of one case by API and topology, and where they differ. */
final class ApiDifferences {
    private final SpecCase specCase;
    private final Set<String> apis;
    /** By topology and API, sorted; a file may have several cases of one name. */
    private final Map<String, Map<String, List<String>>> outcomes = new TreeMap<>();

    /** The APIs that have no such feature, somewhere. */
    private final Set<String> lacking = new HashSet<>();

    private ApiDifferences(SpecCase specCase, Set<String> apis) {
        this.specCase = specCase;
        this.apis = apis;
    }

    /** The differences in cases, each with the APIs that have to run it. */
    static List<String> of(Collection<Row> rows, Map<SpecCase, Set<String>> cases) {
        Map<String, ApiDifferences> byName = new TreeMap<>();
        cases.forEach((specCase, apis) -> byName.put(name(specCase), new ApiDifferences(specCase, apis)));
        for (var row : rows) {
            var differences = byName.get(name(row.specCase()));
            if (differences != null) {
                differences.add(row);
            }
        }
        return byName.values().stream()
                .flatMap(differences -> differences.found().stream())
                .toList();
    }

    private static String name(SpecCase specCase) {
        return specCase.spec() + "/" + specCase.file() + ": " + specCase.name();
    }

    private void add(Row row) {
        if (row.reason() == SkipReason.OFFICIAL_INTERFACES) {
            lacking.add(row.specCase().api());
            return;
        }
        var outcome = row.outcome() == Outcome.SKIPPED
                ? "skipped (" + row.reason() + ")"
                : row.outcome().name();
        var ofTopology = outcomes.computeIfAbsent(row.specCase().topology(), topology -> new TreeMap<>());
        ofTopology
                .computeIfAbsent(row.specCase().api(), api -> new ArrayList<>())
                .add(outcome);
    }

    private List<String> found() {
        List<String> found = new ArrayList<>();
        for (var api : new TreeSet<>(apis)) {
            if (!lacking.contains(api)
                    && outcomes.values().stream().noneMatch(ofTopology -> ofTopology.containsKey(api))) {
                found.add(name(specCase) + ": not run by " + api);
            }
        }
        outcomes.forEach((topology, byApi) -> {
            byApi.values().forEach(list -> list.sort(null));
            boolean failed = byApi.values().stream().anyMatch(list -> list.contains(Outcome.FAILED.name()));
            if (!failed
                    && byApi.size() > 1
                    && byApi.values().stream().distinct().count() > 1) {
                found.add("%s (%s): %s".formatted(name(specCase), topology, byApi));
            }
        });
        return found;
    }
}
