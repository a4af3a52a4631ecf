/**
 * Aggregation pipelines: the stages that mongo-java-server lacks or implements incorrectly, and delegation to the
 * others. Reads and writes collections through the store; independent of commands and cursors.
 */
@NullMarked
package dev.morelia.embedded.pipeline;

import org.jspecify.annotations.NullMarked;
