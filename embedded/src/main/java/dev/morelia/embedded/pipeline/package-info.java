/**
 * Aggregation pipelines: the stages that mongo-java-server lacks or gets wrong, and the way to those it has. Reads and
 * writes collections through the store; knows no commands and no cursors.
 */
@NullMarked
package dev.morelia.embedded.pipeline;

import org.jspecify.annotations.NullMarked;
