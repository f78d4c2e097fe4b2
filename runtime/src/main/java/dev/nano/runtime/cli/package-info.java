/**
 * The command line: {@link dev.nano.runtime.cli.Main} names the commands; {@link dev.nano.runtime.cli.Server} is where
 * the parts of the runtime are put together.
 */
@NullMarked
package dev.nano.runtime.cli;

import org.jspecify.annotations.NullMarked;
