/**
 * The operator: makes the apps of every runtime pod equal to the NanoApps of the cluster. {@link dev.nano.operator.engine.Engine} is the
 * middle of it; {@code docs/design/operator.md} tells why it looks as it does.
 */
@NullMarked
package dev.nano.operator;

import org.jspecify.annotations.NullMarked;
