package dev.morelia.internal.errordetail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a 6.0 server sends as {@code errInfo}, for rules of several shapes. */
final class ValidationReportTest {

    private static List<String> of(String details) {
        return ValidationReport.of(Document.parse("{\"failingDocumentId\": 1, \"details\": " + details + "}"));
    }

    @Test
    void schema() {
        assertThat(of("""
                {"operatorName": "$jsonSchema", "schemaRulesNotSatisfied": [
                  {"operatorName": "properties", "propertiesNotSatisfied": [
                    {"propertyName": "age", "description": "must be a number", "details": [
                      {"operatorName": "minimum", "specifiedAs": {"minimum": 0}, "reason": "comparison failed",
                       "consideredValue": -3}]},
                    {"propertyName": "address", "details": [
                      {"operatorName": "properties", "propertiesNotSatisfied": [
                        {"propertyName": "zip", "details": [
                          {"operatorName": "bsonType", "specifiedAs": {"bsonType": "string"},
                           "reason": "type did not match", "consideredValue": 12345, "consideredType": "int"}]}]}]}]},
                  {"operatorName": "required", "specifiedAs": {"required": ["name", "mail"]},
                   "missingProperties": ["mail", "name"]},
                  {"operatorName": "additionalProperties", "specifiedAs": {"additionalProperties": false},
                   "additionalProperties": ["extra"]}]}
                """))
                .containsExactly(
                        "age: minimum 0 (comparison failed), got -3 [must be a number]",
                        "address.zip: bsonType \"string\" (type did not match), got 12345",
                        "mail: is missing",
                        "name: is missing",
                        "extra: is not allowed");
    }

    @Test
    void arraysAndNestedRequirements() {
        assertThat(of("""
                {"operatorName": "$jsonSchema", "schemaRulesNotSatisfied": [
                  {"operatorName": "properties", "propertiesNotSatisfied": [
                    {"propertyName": "tags", "details": [
                      {"operatorName": "items", "reason": "At least one item did not match the sub-schema",
                       "itemIndex": 2, "details": [
                         {"operatorName": "required", "specifiedAs": {"required": ["k"]},
                          "missingProperties": ["k"]}]}]}]}]}
                """)).containsExactly("tags[2].k: is missing");
    }

    @Test
    void queryOperators() {
        assertThat(of("""
                {"operatorName": "$and", "clausesNotSatisfied": [
                  {"index": 0, "details": {"operatorName": "$gt", "specifiedAs": {"x": {"$gt": 5}},
                   "reason": "comparison failed", "consideredValue": 1}},
                  {"index": 1, "details": {"operatorName": "$exists", "specifiedAs": {"y": {"$exists": true}},
                   "reason": "path does not exist"}}]}
                """))
                .containsExactly(
                        "x: {\"$gt\": 5} (comparison failed), got 1", "y: {\"$exists\": true} (path does not exist)");
    }

    @Test
    void longValuesAreCut() {
        assertThat(of("{\"operatorName\": \"$eq\", \"specifiedAs\": {\"x\": {\"$eq\": \"" + "y".repeat(500) + "\"}}}"))
                .singleElement()
                .satisfies(line -> assertThat(line).hasSizeLessThan(120).endsWith("..."));
    }

    @Test
    void nestingHasAnEnd() {
        Document details = new Document("operatorName", "$eq");
        for (int i = 0; i < 500; i++) {
            details = Document.of("operatorName", "$not", "details", details);
        }
        assertThat(ValidationReport.of(new Document("details", details))).hasSizeLessThan(2);
    }

    @Test
    void aSummaryIsShort() {
        assertThat(ValidationReport.summary(List.of("a", "b"))).isEqualTo("a; b");
        assertThat(ValidationReport.summary(Collections.nCopies(12, "a"))).endsWith("a; and 2 more");
    }

    @Test
    void nothingToTell() {
        assertThat(ValidationReport.of(null)).isEmpty();
        assertThat(ValidationReport.of(new Document("details", "text"))).isEmpty();
    }
}
