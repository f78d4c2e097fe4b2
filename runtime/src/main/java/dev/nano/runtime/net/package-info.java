/** Network addresses, for what comes in and for what goes out. */
@NullMarked
package dev.nano.runtime.net;

import org.jspecify.annotations.NullMarked;
