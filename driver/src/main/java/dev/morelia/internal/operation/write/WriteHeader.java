package dev.morelia.internal.operation.write;

import dev.morelia.bson.Document;
import dev.morelia.settings.Namespace;

/**
 * What the commands that carry one list of statements have in common.
 *
 * @param namespace which collection
 * @param kind insert, update or delete
 * @param ordered whether the server stops at the first statement that fails
 * @param acknowledged whether the server replies
 * @param fields the caller's options; those that belong to the statements are left to them
 */
public record WriteHeader(
        Namespace namespace, WriteKind kind, boolean ordered, boolean acknowledged, Document fields) {}
