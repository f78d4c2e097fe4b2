package dev.nano.runtime.web;

import dev.nano.runtime.outbound.AppOutbound;

/**
 * What the platform of a context stands on, apart from its thread.
 *
 * @param outbound sends what apps {@code fetch()}; the same one for all contexts of a version of an app
 * @param console takes what the app logs
 * @param maxBodyBytes how much of one body {@code text()}, {@code json()} and the like hold in memory at once; a request
 *     body above it is answered with 413
 * @param held what Java holds for the app, in all its contexts; the same one for all of them
 * @param dev whether answers to errors of the app show their stacks
 */
public record PlatformServices(
        AppOutbound outbound, ConsoleSink console, long maxBodyBytes, HeldBytes held, boolean dev) {}
