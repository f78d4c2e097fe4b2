/**
 * One HTTP request and its answer, as everything that is not a socket sees it.
 *
 * <p>{@code http} implements these types; {@code app}, {@code isolate}, {@code web} and {@code admin} use them, so that
 * none of those needs to know Netty and tests can stand in for a connection.
 */
@NullMarked
package dev.nano.runtime.exchange;

import org.jspecify.annotations.NullMarked;
