package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import java.util.List;

/**
 * The documents of a fully iterated cursor. When matched, each is a root document, unlike the elements of a plain list.
 *
 * @param documents the documents in order
 */
public record Results(List<Document> documents) {}
