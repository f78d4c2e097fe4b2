/** Log lines, as the runtime writes them. */
@NullMarked
package dev.nano.operator.log;

import org.jspecify.annotations.NullMarked;
