/** Probes and metrics of the operator itself. */
@NullMarked
package dev.nano.operator.probe;

import org.jspecify.annotations.NullMarked;
