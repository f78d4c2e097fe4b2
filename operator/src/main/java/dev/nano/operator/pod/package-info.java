/** One runtime pod: what it serves, and the calls that make it serve what it should. */
@NullMarked
package dev.nano.operator.pod;

import org.jspecify.annotations.NullMarked;
