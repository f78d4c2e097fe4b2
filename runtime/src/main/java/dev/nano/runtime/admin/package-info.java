/**
 * How operators, scripts and probes look at the runtime and change it over HTTP: {@link
 * dev.nano.runtime.admin.AdminHandler} answers {@code /admin/*} as docs/admin-api.yaml describes it, and {@code
 * /healthz}, {@code /readyz} and {@code /metrics}.
 *
 * <p>One class per route ({@code ListApps}, {@code AddApp}, ...) takes a {@code Call} and returns an {@code Answer} or
 * throws an {@code AdminError}; {@code Router} finds it.
 */
@NullMarked
package dev.nano.runtime.admin;

import org.jspecify.annotations.NullMarked;
