/**
 * Which apps there are, and how that changes: {@link dev.nano.runtime.app.Apps} takes changes from the config file and
 * the admin API, loads the code and swaps an immutable {@link dev.nano.runtime.app.AppTable}; {@link
 * dev.nano.runtime.app.HostRouter} looks every request up in the current one.
 */
@NullMarked
package dev.nano.runtime.app;

import org.jspecify.annotations.NullMarked;
