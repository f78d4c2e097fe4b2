/** The middle of the operator: from events to one desired set, and from it to the loops of all pods. */
@NullMarked
package dev.nano.operator.engine;

import org.jspecify.annotations.NullMarked;
