/**
 * The sockets: HTTP/1.1 and HTTP/2 on Netty, and nothing about apps.
 *
 * <p>{@link dev.nano.runtime.http.HttpListener} is the way in. Each connection belongs to one event loop; what other
 * threads want from it crosses over through that loop's {@code Outbox}.
 */
@NullMarked
package dev.nano.runtime.http;

import org.jspecify.annotations.NullMarked;
