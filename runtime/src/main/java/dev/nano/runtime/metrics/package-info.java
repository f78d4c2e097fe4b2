/**
 * What {@code /metrics} says. Series of apps are read from the table of apps at each scrape, so that they come and go
 * with the apps and a change of the table costs nothing here; series of the process are Micrometer's.
 */
@NullMarked
package dev.nano.runtime.metrics;

import org.jspecify.annotations.NullMarked;
