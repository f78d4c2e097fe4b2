/**
 * The Web platform inside one JavaScript context: classes written in JavaScript (resources beside this package, a file
 * for each interface) and the few host functions that they stand on.
 */
@NullMarked
package dev.nano.runtime.web;

import org.jspecify.annotations.NullMarked;
