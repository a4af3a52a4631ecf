package dev.morelia.benchmarks.bson;

/** The object mapper specification's small flat model. Public because both libraries map it by reflection. */
public record FlatModel(
        String field1,
        String field2,
        String field3,
        String field4,
        String field5,
        String field6,
        String field7,
        int field8,
        int field9,
        int field10,
        int field11,
        int field12,
        int field13) {}
