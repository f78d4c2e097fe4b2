/** The command line. */
@NullMarked
package dev.nano.operator.cli;

import org.jspecify.annotations.NullMarked;
