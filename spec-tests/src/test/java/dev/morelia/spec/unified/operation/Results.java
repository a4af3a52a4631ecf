package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import java.util.List;

/**
 * Documents that a cursor returned, fully iterated. Each of them is a root document when matched, which a plain list of
 * values is not.
 *
 * @param documents in order
 */
public record Results(List<Document> documents) {}
