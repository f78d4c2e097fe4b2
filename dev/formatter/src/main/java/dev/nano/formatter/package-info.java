/**
 * Keeps the Java sources in one format (palantir-java-format). A formatter can only read the syntax of the JDK that runs
 * it, and Spotless runs inside Maven, which may be on an older JDK than the sources: so this one runs on the toolchain.
 */
@NullMarked
package dev.nano.formatter;

import org.jspecify.annotations.NullMarked;
