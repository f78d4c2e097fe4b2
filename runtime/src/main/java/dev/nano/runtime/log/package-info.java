/**
 * What the process prints: one line for each event, request and {@code console} message, readable or as JSON, written by
 * one thread from a bounded queue. Nothing that logs ever waits for standard output; under pressure lines are dropped,
 * the least important first, and counted.
 */
@NullMarked
package dev.nano.runtime.log;

import org.jspecify.annotations.NullMarked;
