/**
 * Outbound HTTP for apps: which addresses they may reach ({@link dev.nano.runtime.outbound.Egress}), and the client behind
 * {@code fetch()}, whose connections are never shared between apps.
 */
@NullMarked
package dev.nano.runtime.outbound;

import org.jspecify.annotations.NullMarked;
