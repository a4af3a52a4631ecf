package dev.morelia.internal.errordetail;

import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the {@code errInfo} of a failed validation into one readable line for each violated rule. Servers nest it by
 * the shape of the rules: operators hold clauses, schemas hold rules, rules hold properties, properties hold rules
 * again.
 */
public final class ValidationReport {
    /** The fields that hold the next level. */
    private static final List<String> NESTED = List.of(
            "details",
            "clausesNotSatisfied",
            "clausesSatisfied",
            "schemaRulesNotSatisfied",
            "schemasNotSatisfied",
            "propertiesNotSatisfied");

    private static final int MAXIMUM_VALUE_LENGTH = 80;
    private static final int MAXIMUM_DEPTH = 64;
    private static final int MAXIMUM_SUMMARY_LINES = 10;

    private final List<String> lines = new ArrayList<>();

    private ValidationReport() {}

    /** The lines of the {@code errInfo} of an error; none without one. */
    public static List<String> of(@Nullable Document errInfo) {
        var report = new ValidationReport();
        if (errInfo != null && errInfo.get("details") instanceof Document details) {
            report.visit("", details, 0);
        }
        return Collections.unmodifiableList(report.lines);
    }

    /** The lines as one message, cut short where there are many. */
    public static String summary(List<String> lines) {
        int more = lines.size() - MAXIMUM_SUMMARY_LINES;
        String first = String.join("; ", more > 0 ? lines.subList(0, MAXIMUM_SUMMARY_LINES) : lines);
        return more > 0 ? first + "; and " + more + " more" : first;
    }

    private void visit(String path, Document node, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            return;
        }
        String here = node.get("propertyName") instanceof String name ? joined(path, name) : path;
        if (node.get("itemIndex") instanceof Number index) {
            here = here + "[" + index + "]";
        }
        if (node.get("missingProperties") instanceof List<?> missing) {
            missing.forEach(name -> lines.add(joined(path, String.valueOf(name)) + ": is missing"));
            return;
        }
        if (node.get("additionalProperties") instanceof List<?> surplus) {
            surplus.forEach(name -> lines.add(joined(path, String.valueOf(name)) + ": is not allowed"));
            return;
        }
        String described = node.get("description") instanceof String text ? text : "";
        int before = lines.size();
        for (String field : NESTED) {
            visitNested(here, node.get(field), depth + 1);
        }
        if (lines.size() == before && node.get("operatorName") instanceof String operator) {
            lines.add(line(here, operator, node));
        }
        if (!described.isEmpty()) {
            for (int i = before; i < lines.size(); i++) {
                lines.set(i, lines.get(i) + " [" + described + "]");
            }
        }
    }

    private void visitNested(String path, @Nullable Object nested, int depth) {
        if (nested instanceof Document document) {
            visit(path, document, depth);
        } else if (nested instanceof List<?> list) {
            for (Object element : list) {
                visitNested(path, element, depth + 1);
            }
        }
    }

    private static String joined(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** "age: minimum 0 (comparison failed), got -3". */
    private static String line(String path, String operator, Document node) {
        var line = new StringBuilder();
        Object rule = node.get("specifiedAs");
        if (rule instanceof Document specified && specified.size() == 1) {
            Map.Entry<String, ?> only = specified.firstEntry();
            boolean isField = path.isEmpty() && !only.getKey().equals(operator);
            line.append(isField ? only.getKey() + ": " : path.isEmpty() ? "" : path + ": ");
            line.append(isField ? shown(only.getValue()) : operator + " " + shown(only.getValue()));
        } else {
            line.append(path.isEmpty() ? "" : path + ": ").append(operator);
            line.append(rule == null ? "" : " " + shown(rule));
        }
        if (node.get("reason") instanceof String reason) {
            line.append(" (").append(reason).append(')');
        }
        if (node.containsKey("consideredValue")) {
            line.append(", got ").append(shown(node.get("consideredValue")));
        }
        return line.toString();
    }

    private static String shown(@Nullable Object value) {
        String text = value instanceof String string ? "\"" + string + "\"" : String.valueOf(value);
        return text.length() <= MAXIMUM_VALUE_LENGTH ? text : text.substring(0, MAXIMUM_VALUE_LENGTH) + "...";
    }
}
