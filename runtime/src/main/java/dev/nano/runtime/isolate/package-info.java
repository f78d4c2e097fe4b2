/**
 * Where JavaScript runs: one shared engine, contexts as actors on their own bounded threads, and the limits that hold
 * one app's crash, leak or loop away from everybody else.
 */
@NullMarked
package dev.nano.runtime.isolate;

import org.jspecify.annotations.NullMarked;
