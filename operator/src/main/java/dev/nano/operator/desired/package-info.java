/** What every runtime pod should serve, computed from all NanoApps together. */
@NullMarked
package dev.nano.operator.desired;

import org.jspecify.annotations.NullMarked;
